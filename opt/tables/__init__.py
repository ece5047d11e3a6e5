"""Tables in files: cells, units, CSV folders and workbooks, and the complaints about them."""
