"""What the parts of a page show: plan -> frame."""
