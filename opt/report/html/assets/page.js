"use strict";
/* What the page does: charts drawn when they are needed, switches, tables that can be sorted, filtered and saved.
   window.relith lets a test wait: `ready` is kept once all is set up, `drawAll()` once every chart is drawn. */
(() => {
  const PAPER = { width: 680, height: 890, least: 0.55, line: 22, letters: 80, group: 63 };
  const NEAR = "800px 0px";
  const STEP = 500;
  const CONFIG = { displayModeBar: false, displaylogo: false, showSendToCloud: false, responsive: true, scrollZoom: false };
  const find = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const narrow = () => !matchMedia("(min-width: 75rem)").matches;

  /* ---- charts ---- */
  const places = find(".chart");
  const drawing = new Map();
  let printing = false;

  function draw(place) {
    if (!drawing.has(place)) drawing.set(place, drawNow(place));
    return drawing.get(place);
  }

  async function drawNow(place) {
    try {
      const stored = JSON.parse(document.getElementById(`${place.id}-data`).textContent);
      place.options = stored.options;
      if (matchMedia("(pointer: coarse)").matches) stored.layout.dragmode = false;
      if (printing) Object.assign(stored.layout, onPaper(place));
      await Plotly.newPlot(place, stored.data, stored.layout, CONFIG);
    } catch (error) {
      fail(place, error);
    }
  }

  function fail(place, error) {
    place.failed = true;
    place.removeAttribute("role");
    place.style.height = "auto";
    const sentence = document.createElement("p");
    sentence.className = "trouble";
    sentence.textContent = `This chart cannot be drawn (${error.message}). Its table is complete.`;
    place.replaceChildren(sentence);
    console.error(`${place.id} cannot be drawn:`, error);
  }

  async function choose(place, number) {
    await draw(place);
    if (place.failed) return;
    try {
      const { data, layout, traces } = place.options[number];
      if (layout.height) place.style.height = `${layout.height}px`;
      if (Object.keys(data).length) await Plotly.restyle(place, data, traces);
      if (Object.keys(layout).length) await Plotly.relayout(place, layout);
    } catch (error) {
      fail(place, error);
    }
  }

  function drawAll() {
    return Promise.all(places.map(draw));
  }

  function drawNearby() {
    const watch = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watch.unobserve(target);
        draw(target);
      }
    }, { rootMargin: NEAR });
    places.forEach((place) => watch.observe(place));
  }

  for (const select of find("select[data-chart]")) {
    const place = document.getElementById(select.dataset.chart);
    select.selectedIndex = 0;
    select.addEventListener("change", () => { window.relith.ready = choose(place, select.selectedIndex); });
  }

  /* ---- print: every chart is drawn, as wide as the paper; one that is higher than a page with its words above it is
     made smaller, to 55 % at most, and runs over pages beyond that ---- */
  function roomOnPaper(place) {
    const part = place.closest(".part");
    const group = part.parentElement;
    const lines = (words) => (words ? Math.ceil(words.textContent.length / PAPER.letters) : 0);
    const first = group.querySelector(".part") === part ? PAPER.group + PAPER.line * lines(group.querySelector(":scope > .about")) : 0;
    return PAPER.height - PAPER.line * Math.max(0, lines(part.querySelector(".about")) - 1) - first;
  }

  function onPaper(place) {
    const fits = roomOnPaper(place) / parseFloat(place.style.height);
    const scale = Math.max(PAPER.least, Math.min(1, fits));
    const width = Math.round(PAPER.width / scale);
    place.style.setProperty("--paper-width", `${width}px`);
    place.style.setProperty("--paper-scale", scale);
    place.closest(".told").classList.toggle("tall", fits < PAPER.least);
    return { width, autosize: false };
  }

  function toPaper() {
    if (printing) return;
    printing = true;
    for (const place of places) {
      const drawn = drawing.has(place);
      const ready = draw(place).then(() => drawn && !place.failed && Plotly.relayout(place, onPaper(place)));
      ready.then(() => printing && toLines(place));
    }
  }

  /* What is filled with a pattern is filled with its lines instead: a browser prints every pattern as a picture of its
     own, and hatched bars by the hundred make a PDF of thirty megabytes. */
  const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "opacity"];
  const swapped = new Map();

  function madeLike(shape, name, attributes) {
    const made = document.createElementNS(shape.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  /* A path or a dot of a pattern as commands with absolute places. */
  function commandsOf(mark) {
    if (mark.tagName === "circle") {
      const [x, y, r] = ["cx", "cy", "r"].map((key) => parseFloat(mark.getAttribute(key)));
      return [["M", x - r, y], [`a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`]];
    }
    const found = [];
    for (const [, letter, numbers] of mark.getAttribute("d").matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
      const [x, y] = (numbers.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
      found.push("ML".includes(letter) ? [letter, x, y] : [letter + numbers]);
    }
    return found;
  }

  /* The commands of a pattern repeated over a box, where the tiles of the pattern lie. */
  function tiled(commands, wide, high, box) {
    const parts = [];
    for (let x = Math.floor(box.x / wide) * wide; x < box.x + box.width; x += wide) {
      for (let y = Math.floor(box.y / high) * high; y < box.y + box.height; y += high) {
        for (const [letter, ...at] of commands) {
          parts.push(at.length ? `${letter}${(at[0] + x).toFixed(1)},${(at[1] + y).toFixed(1)}` : letter);
        }
      }
    }
    return parts.join("");
  }

  function toLines(place) {
    for (const shape of find("[style*='url(']", place)) {
      const [, id] = /#([^"')]+)/.exec(shape.style.fill) ?? [];
      const pattern = id && document.getElementById(id);
      const box = shape.getBBox();
      if (!pattern || pattern.tagName !== "pattern" || swapped.has(shape) || !box.width || !box.height) continue;
      const { x, y, width, height } = box;
      const [wide, high] = ["width", "height"].map((key) => parseFloat(pattern.getAttribute(key)));
      const inside = madeLike(shape, "svg", { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}`, overflow: "hidden" });
      for (const mark of pattern.children) {
        const ground = mark.tagName === "rect";
        const copy = ground
          ? madeLike(shape, "rect", { x, y, width, height })
          : madeLike(shape, "path", { d: tiled(commandsOf(mark), wide, high, box) });
        for (const name of LOOKS) if (mark.hasAttribute(name)) copy.setAttribute(name, mark.getAttribute(name));
        copy.style.cssText = mark.style.cssText;
        inside.append(copy);
      }
      const moved = madeLike(shape, "g", { transform: shape.getAttribute("transform") ?? "" });
      moved.append(inside);
      swapped.set(shape, [shape.style.fill, moved]);
      shape.before(moved);
      shape.style.fill = "none";
    }
  }

  function toPatterns() {
    for (const [shape, [fill, lines]] of swapped) {
      shape.style.fill = fill;
      lines.remove();
    }
    swapped.clear();
  }

  async function widen(place) {
    await draw(place);
    if (printing || place.failed) return;
    delete place.layout.width;
    await Plotly.relayout(place, { autosize: true });
  }

  function toScreen() {
    if (!printing) return;
    printing = false;
    toPatterns();
    places.forEach(widen);
  }

  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", toScreen);
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? toPaper() : toScreen()));

  /* ---- tables ---- */
  const order = new Intl.Collator("en", { numeric: true });

  /* What a cell holds: a number to its last digit, a flag or list as files write it, else its text. */
  function held(cell) {
    return cell.dataset.v ?? cell.dataset.t ?? cell.textContent;
  }

  /* Rows by the cells of a column; empty cells last whichever way, equal ones as they were. */
  function sorted(rows, column, kind, ascending) {
    const sign = ascending ? 1 : -1;
    const keyed = rows.map((row) => [held(row.cells[column]), row]);
    const compare = kind === "number" ? (a, b) => Number(a) - Number(b) : order.compare;
    keyed.sort(([a], [b]) => (a === "" || b === "" ? (a === "") - (b === "") : sign * compare(a, b)));
    return keyed.map(([, row]) => row);
  }

  function quoted(text) {
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  /* A text that a spreadsheet would run as a formula gets an apostrophe before it; a number stays one. */
  function harmless(text) {
    const number = text.trim() !== "" && Number.isFinite(Number(text));
    return /^[=+\-@\t\r]/.test(text) && !number ? `'${text}` : text;
  }

  function save(file, lines) {
    const text = lines.map((cells) => `${cells.map((cell) => quoted(harmless(cell))).join(",")}\r\n`).join("");
    const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  /* Makes the table of a <details class="sheet"> work. Of a long one only so many rows
     are laid out as were asked for: twenty thousand would take a phone a minute. */
  function enliven(sheet) {
    if (sheet.dataset.live) return;
    sheet.dataset.live = "yes";
    const body = sheet.querySelector("tbody");
    const heads = find("thead th", sheet);
    const given = Array.from(body.rows);
    const [input] = find(".filter input", sheet);
    const [count, more, csv] = [".count", ".more", ".csv"].map((name) => sheet.querySelector(name));
    const [label] = find("tfoot .sum", sheet);
    const state = { column: -1, direction: "none", most: STEP, texts: null };
    const number = (n) => n.toLocaleString("en");
    let kept = given;

    function matching() {
      const wanted = input ? input.value.trim().toLowerCase() : "";
      if (!wanted) return given;
      state.texts ??= given.map((row) => Array.from(row.cells, (cell) => cell.textContent).join("\n").toLowerCase());
      return given.filter((_, place) => state.texts[place].includes(wanted));
    }

    function show() {
      kept = matching();
      if (state.direction !== "none") {
        kept = sorted(kept, state.column, heads[state.column].dataset.kind, state.direction === "ascending");
      }
      const shown = kept.slice(0, state.most);
      const rows = document.createDocumentFragment();
      shown.forEach((row) => rows.append(row));
      body.replaceChildren(rows);
      const some = kept.length < given.length;
      count.textContent = [
        some ? `${number(kept.length)} of ${number(given.length)} rows` : "",
        shown.length < kept.length ? `the first ${number(shown.length)} shown` : "",
      ].filter(Boolean).join(", ");
      more.hidden = shown.length === kept.length;
      more.textContent = `Show ${number(Math.min(STEP, kept.length - shown.length))} more rows`;
      csv.textContent = some ? `Download CSV of ${number(kept.length)} rows` : "Download CSV";
      if (label) label.textContent = some ? "sum of all rows" : "sum";
    }

    function sortBy(column) {
      const next = { none: "ascending", ascending: "descending", descending: "none" };
      state.direction = state.column === column ? next[state.direction] : "ascending";
      state.column = column;
      heads.forEach((head, place) => head.setAttribute("aria-sort", place === column ? state.direction : "none"));
      show();
    }

    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sortBy(column));
      head.append(button);
      head.setAttribute("aria-sort", "none");
    });
    if (input) input.addEventListener("input", show);
    more.addEventListener("click", () => { state.most += STEP; show(); });
    csv.addEventListener("click", () => {
      save(csv.dataset.file, [heads.map((head) => head.textContent), ...kept.map((row) => Array.from(row.cells, held))]);
    });
    if (given.length > STEP) show();
  }

  for (const sheet of find("details.sheet")) {
    if (sheet.open) enliven(sheet);
    sheet.querySelector("summary").addEventListener("click", () => enliven(sheet));
    sheet.addEventListener("toggle", () => sheet.open && enliven(sheet));
  }

  /* ---- contents: folded where the page is narrow ---- */
  const [contents] = find("#contents details");
  if (contents) {
    contents.addEventListener("click", ({ target }) => { if (target.closest("a") && narrow()) contents.open = false; });
    matchMedia("(min-width: 75rem)").addEventListener("change", () => { contents.open = !narrow(); });
  }

  if (places.length) drawNearby();
  window.relith = { ready: Promise.resolve(true), drawAll };
})();
