// SPDX-License-Identifier: MIT
// Sorting and filtering of the tables. Without it the page shows everything.
(function () {
  "use strict";

  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

  function sortKey(row, column) {
    const cell = row.cells[column];
    return cell.dataset.sort !== undefined ? cell.dataset.sort : cell.textContent.trim();
  }

  // Rows without a value stay at the end, whichever way the others go.
  function compare(a, b, direction) {
    if (a === "" || b === "") {
      return (a === "") - (b === "");
    }
    return direction * collator.compare(a, b);
  }

  function sort(table, column) {
    const head = table.tHead.rows[0].cells;
    const ascending = head[column].getAttribute("aria-sort") !== "ascending";
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row) => [sortKey(row, column), row]);

    rows.sort((a, b) => compare(a[0], b[0], ascending ? 1 : -1));
    body.append(...rows.map((pair) => pair[1]));
    Array.from(head, (th) => th.removeAttribute("aria-sort"));
    head[column].setAttribute("aria-sort", ascending ? "ascending" : "descending");
  }

  // A heading becomes a button only where it does something.
  function makeSortable(table, sortBy) {
    Array.from(table.tHead.rows[0].cells, (th, column) => {
      const button = document.createElement("button");

      button.type = "button";
      button.append(...th.childNodes);
      button.addEventListener("click", () => sortBy(column));
      th.append(button);
    });
  }

  function pressed(box) {
    return Array.from(box.querySelectorAll("button[aria-pressed=true]"),
      (button) => button.dataset.verdict);
  }

  function filter(box, table) {
    const words = box.querySelector("input").value.toLowerCase().split(/\s+/);
    const verdicts = pressed(box);
    const rows = Array.from(table.tBodies[0].rows);
    let shown = 0;

    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word)) &&
        (verdicts.length === 0 || verdicts.includes(row.dataset.verdict));

      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    const status = box.querySelector(".shown");

    status.textContent = (shown === rows.length ? status.dataset.all : status.dataset.some)
      .replace("%a", shown).replace("%b", rows.length);
  }

  function makeFilter(box) {
    const table = document.getElementById(box.dataset.for);
    const apply = () => filter(box, table);

    box.hidden = false;
    box.addEventListener("input", apply);
    for (const button of box.querySelectorAll("button[aria-pressed]")) {
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
        apply();
      });
    }
    apply();
  }

  // A large table: its rows are text until their page is looked at.
  function makePaged(table, data) {
    const box = document.querySelector(`.filter[data-for=${table.id}]`);
    const pages = box.querySelector(".pages");
    const [previous, next] = pages.querySelectorAll("button");
    const status = box.querySelector(".shown");
    const body = table.tBodies[0];
    const size = body.rows.length;
    const lines = data.textContent.trim().split("\n");
    const keys = [];
    let words = null;
    let order = lines.map((line, i) => i);
    let shown = order;
    let page = 0;

    function plain(html) {
      return html.replace(/<[^>]*>/g, " ").replace(/&amp;/g, "&").replace(/&lt;/g, "<").trim();
    }

    function keysOf(column) {
      if (keys[column] === undefined) {
        keys[column] = lines.map((line) => {
          const cell = line.split("<td")[column + 1] || "";
          const given = /^[^>]* data-sort="([^"]*)"/.exec(cell);
          return given !== null ? given[1] : plain(cell.slice(cell.indexOf(">") + 1));
        });
      }
      return keys[column];
    }

    function draw() {
      const from = page * size;

      body.innerHTML = shown.slice(from, from + size).map((i) => lines[i]).join("");
      pages.querySelector("span").textContent =
        `${Math.min(from + 1, shown.length)}\u2013${Math.min(from + size, shown.length)} / ${shown.length}`;
      previous.disabled = page === 0;
      next.disabled = from + size >= shown.length;
    }

    function turn(by) {
      page += by;
      draw();
    }

    // Each text is compared once: ranks sort faster than texts.
    function sortBy(column) {
      const head = table.tHead.rows[0].cells;
      const up = head[column].getAttribute("aria-sort") !== "ascending";
      const values = keysOf(column);
      const ranks = new Map(Array.from(new Set(values)).sort((a, b) => collator.compare(a, b))
        .map((value, i) => [value, i]));
      const rank = values.map((value) => value === "" ? Infinity : (up ? 1 : -1) * ranks.get(value));

      order.sort((a, b) => rank[a] < rank[b] ? -1 : rank[a] > rank[b] ? 1 : a - b);
      Array.from(head, (th) => th.removeAttribute("aria-sort"));
      head[column].setAttribute("aria-sort", up ? "ascending" : "descending");
      apply();
    }

    function apply() {
      const wanted = box.querySelector("input").value.toLowerCase().split(/\s+/).filter((w) => w !== "");
      const verdicts = pressed(box);

      if (wanted.length > 0 && words === null) {
        words = lines.map((line) => plain(line).toLowerCase());
      }
      shown = order.filter((i) => wanted.every((word) => words[i].includes(word)) &&
        (verdicts.length === 0 || verdicts.some((v) => lines[i].startsWith(`<tr data-verdict="${v}"`))));
      status.textContent = (shown.length === lines.length ? status.dataset.all : status.dataset.some)
        .replace("%a", shown.length).replace("%b", lines.length);
      page = 0;
      draw();
    }

    function find(id) {
      const at = shown.findIndex((i) => lines[i].startsWith(`<tr id="${id}"`));

      if (at >= 0) {
        page = Math.floor(at / size);
        draw();
      }
    }

    box.hidden = false;
    pages.hidden = false;
    previous.addEventListener("click", () => turn(-1));
    next.addEventListener("click", () => turn(1));
    box.addEventListener("input", apply);
    for (const button of box.querySelectorAll("button[aria-pressed]")) {
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
        apply();
      });
    }
    makeSortable(table, sortBy);
    apply();
    return find;
  }

  // On paper nothing can be opened any more, and the tables name every endpoint;
  // afterwards all is as it was.
  let opened = [];

  function openAll() {
    opened = Array.from(document.querySelectorAll("details:not([open], .small .advice *)"));
    opened.forEach((details) => { details.open = true; });
  }

  function closeAgain() {
    opened.forEach((details) => { details.open = false; });
    opened = [];
  }

  // A link to something folded away opens it.
  function reveal() {
    const id = decodeURIComponent(location.hash.slice(1));

    if (document.getElementById(id) === null) {
      finders.forEach((find) => find(id));
    }
    const target = document.getElementById(id);

    for (let at = target; at !== null; at = at.parentElement) {
      if (at.tagName === "DETAILS") {
        at.open = true;
      }
    }
    if (target !== null && target.hidden) {
      target.hidden = false;
    }
    const own = target === null ? null : target.querySelector("details");
    if (own !== null && target.tagName === "TR") {
      own.open = true;
    }
  }

  const finders = [];

  for (const table of document.querySelectorAll("table.sortable")) {
    const data = document.getElementById(`${table.id}-all`);

    if (data !== null) {
      finders.push(makePaged(table, data));
    } else {
      makeSortable(table, (column) => sort(table, column));
      makeFilter(document.querySelector(`.filter[data-for=${table.id}]`));
    }
  }
  window.addEventListener("beforeprint", openAll);
  window.addEventListener("afterprint", closeAgain);
  window.addEventListener("hashchange", reveal);
  reveal();
})();
