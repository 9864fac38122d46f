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
  function makeSortable(table) {
    Array.from(table.tHead.rows[0].cells, (th, column) => {
      const button = document.createElement("button");

      button.type = "button";
      button.append(...th.childNodes);
      button.addEventListener("click", () => sort(table, column));
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

  // On paper nothing can be opened any more, and the tables name every endpoint;
  // afterwards all is as it was.
  let opened = [];

  function openAll() {
    opened = Array.from(document.querySelectorAll("details:not([open], .advice *)"));
    opened.forEach((details) => { details.open = true; });
  }

  function closeAgain() {
    opened.forEach((details) => { details.open = false; });
    opened = [];
  }

  // A link to something folded away opens it.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));

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

  document.querySelectorAll("table.sortable").forEach(makeSortable);
  document.querySelectorAll(".filter").forEach(makeFilter);
  window.addEventListener("beforeprint", openAll);
  window.addEventListener("afterprint", closeAgain);
  window.addEventListener("hashchange", reveal);
  reveal();
})();
