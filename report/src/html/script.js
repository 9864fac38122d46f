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

  // What a row folds away gets the whole width: a row of its own below it, while that is open.
  const wide = window.matchMedia("screen and (min-width: 46.01rem)");

  function gather(table) {
    for (const more of table.querySelectorAll("tr.more")) {
      more.previousElementSibling.querySelector("details").append(...more.firstChild.childNodes);
      more.remove();
    }
  }

  function spread(table) {
    gather(table);
    for (const details of table.querySelectorAll("td.name > details[open]")) {
      const row = details.closest("tr");
      const more = document.createElement("tr");
      const cell = more.insertCell();

      if (wide.matches && !row.hidden) {
        more.className = "more";
        cell.colSpan = row.cells.length;
        cell.append(details.querySelector("dl"));
        row.after(more);
      }
    }
  }

  function sort(table, column) {
    gather(table);
    const head = table.tHead.rows[0].cells;
    const ascending = head[column].getAttribute("aria-sort") !== "ascending";
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row) => [sortKey(row, column), row]);

    rows.sort((a, b) => compare(a[0], b[0], ascending ? 1 : -1));
    body.append(...rows.map((pair) => pair[1]));
    Array.from(head, (th) => th.removeAttribute("aria-sort"));
    head[column].setAttribute("aria-sort", ascending ? "ascending" : "descending");
    spread(table);
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
    let shown = 0;

    gather(table);
    const rows = Array.from(table.tBodies[0].rows);

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
    spread(table);
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

  // A large table: its rows are data (html_pack.c) until they are looked at. Nothing is read
  // from it before somebody turns a page, sorts or filters.
  function readRows(data) {
    const {shapes, texts, rows} = JSON.parse(data.textContent);
    // Of each shape: markup between marks, what each mark stands for, the marks of each cell.
    const known = shapes.map((shape) => {
      const marks = shape.match(/[\u0001\u0002]/g) || [];
      const parts = shape.split(/[\u0001\u0002]/);
      const cells = [];
      let cell = -1;

      parts.slice(0, -1).forEach((part, k) => {
        cell += part.split("<td").length - 1;
        cells[cell] = cells[cell] || {sort: null, marks: []};
        if (part.endsWith(' data-sort="')) {
          cells[cell].sort = k;
        } else if (marks[k] === "\u0001") {
          cells[cell].marks.push(k);
        }
      });
      return {parts, cells, verdict: (/^<tr data-verdict="([a-z-]+)"/.exec(shape) || ["", ""])[1],
        texts: marks.map((mark, k) => k).filter((k) => marks[k] === "\u0001")};
    });

    function plain(row, marks) {
      return marks.map((k) => texts[row[k + 1]]).join("").replace(/&lt;/g, "<").replace(/&gt;/g, ">")
        .replace(/&quot;/g, '"').replace(/&amp;/g, "&");
    }

    return {
      count: rows.length,
      html: (i) => known[rows[i][0]].parts.reduce((html, part, k) => html + texts[rows[i][k]] + part),
      verdict: (i) => known[rows[i][0]].verdict,
      words: (i) => plain(rows[i], known[rows[i][0]].texts).toLowerCase(),
      key: (i, column) => {
        const cell = known[rows[i][0]].cells[column];
        return cell === undefined ? "" : cell.sort !== null ? texts[rows[i][cell.sort + 1]] : plain(rows[i], cell.marks);
      },
      find: (id) => {
        const text = texts.indexOf(id);
        return rows.findIndex((row) => row[1] === text && shapes[row[0]].startsWith('<tr id="'));
      },
    };
  }

  function makePaged(table, data) {
    const box = document.querySelector(`.filter[data-for=${table.id}]`);
    const pages = box.querySelector(".pages");
    const [previous, next] = pages.querySelectorAll("button");
    const status = box.querySelector(".shown");
    const body = table.tBodies[0];
    const size = body.rows.length;
    const count = Number(data.dataset.rows);
    const keys = [];
    let rows = null;
    let words = null;
    let order = null;
    let shown = null;
    let page = 0;

    function load() {
      if (rows === null) {
        rows = readRows(data);
        shown = order = Array.from({length: count}, (none, i) => i);
      }
    }

    function tell(from, n) {
      pages.querySelector("span").textContent =
        `${Math.min(from + 1, n)}\u2013${Math.min(from + size, n)} / ${n}`;
      previous.disabled = page === 0;
      next.disabled = from + size >= n;
      status.textContent = (n === count ? status.dataset.all : status.dataset.some)
        .replace("%a", n).replace("%b", count);
    }

    function draw() {
      const from = page * size;

      body.innerHTML = shown.slice(from, from + size).map(rows.html).join("");
      tell(from, shown.length);
    }

    function turn(by) {
      load();
      page += by;
      draw();
    }

    // Each text is compared once: ranks sort faster than texts.
    function ranksOf(column) {
      if (keys[column] === undefined) {
        const values = order.map((none, i) => rows.key(i, column));
        const ranks = new Map(Array.from(new Set(values)).sort((a, b) => collator.compare(a, b))
          .map((value, i) => [value, i]));

        keys[column] = values.map((value) => value === "" ? Infinity : ranks.get(value));
      }
      return keys[column];
    }

    function sortBy(column) {
      const head = table.tHead.rows[0].cells;
      const up = head[column].getAttribute("aria-sort") !== "ascending";

      load();
      const ranks = ranksOf(column);
      order = order.slice().sort((a, b) => {
        const x = ranks[a], y = ranks[b];
        return x === y ? a - b : x === Infinity ? 1 : y === Infinity ? -1 : up ? x - y : y - x;
      });
      Array.from(head, (th) => th.removeAttribute("aria-sort"));
      head[column].setAttribute("aria-sort", up ? "ascending" : "descending");
      apply();
    }

    function apply() {
      const wanted = box.querySelector("input").value.toLowerCase().split(/\s+/).filter((w) => w !== "");
      const verdicts = pressed(box);

      load();
      if (wanted.length > 0 && words === null) {
        words = Array.from({length: count}, (none, i) => rows.words(i));
      }
      shown = order.filter((i) => wanted.every((word) => words[i].includes(word)) &&
        (verdicts.length === 0 || verdicts.includes(rows.verdict(i))));
      page = 0;
      draw();
    }

    function find(id) {
      load();
      const at = shown.indexOf(rows.find(id));

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
    tell(0, count);
    return find;
  }

  // On paper nothing can be opened any more, and the tables name every endpoint;
  // afterwards all is as it was.
  let opened = [];
  let printing = false;

  function openAll() {
    printing = true;
    document.querySelectorAll("table.sortable").forEach(gather);
    opened = Array.from(document.querySelectorAll("details:not([open], .small .advice *, body:not(.few) #certificates-table *)"));
    opened.forEach((details) => { details.open = true; });
  }

  function closeAgain() {
    printing = false;
    opened.forEach((details) => { details.open = false; });
    opened = [];
  }

  // A link to something folded away opens it.
  function reveal() {
    const id = decodeURIComponent(location.hash.slice(1));

    if (id !== "" && document.getElementById(id) === null) {
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
      const box = document.querySelector(`.filter[data-for=${table.id}]`);
      if (box !== null) {
        makeFilter(box);
      }
    }
  }
  document.addEventListener("toggle", (event) => {
    if (!printing && event.target.matches("table.sortable td.name > details")) {
      spread(event.target.closest("table"));
    }
  }, true);
  window.addEventListener("beforeprint", openAll);
  window.addEventListener("afterprint", closeAgain);
  window.addEventListener("hashchange", reveal);
  window.addEventListener("load", () => setTimeout(() => document.body.classList.add("settled"), 100));
  reveal();
})();
