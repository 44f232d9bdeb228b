// Keyboard shortcuts of the console. Every page works without this file.
"use strict";
(() => {
  const dialog = document.getElementById("keys");
  const typing = (target) => target.closest("input, select, textarea, [contenteditable]");
  const follow = (link) => { if (link) { link.click(); } };
  const row = (step) => {
    const links = [...document.querySelectorAll("tbody tr td:first-child a, tbody tr th:first-child a")];
    const next = links.indexOf(document.activeElement) + step;
    if (links.length > 0 && next >= 0 && next < links.length) { links[next].focus(); return true; }
    return false;
  };
  const actions = {
    F2: () => document.querySelector("form.search input, form.search select")?.focus(),
    F4: () => window.print(),
    F8: () => follow(document.querySelector("a[rel=prev]")),
    F9: () => follow(document.querySelector("a[rel=next]")),
  };
  // What a page offers by key says so itself: aria-keyshortcuts on the button, link or box, e.g. "P" or "F6".
  const offered = () => [...document.querySelectorAll("[aria-keyshortcuts]")];
  const byKey = (key) => offered().find((e) => e.getAttribute("aria-keyshortcuts").toUpperCase() === key.toUpperCase());
  const help = () => {
    const list = dialog.querySelector("dl");
    list.querySelectorAll(".here").forEach((line) => line.remove());
    offered().forEach((e) => {
      const line = document.createElement("div");
      line.className = "here";
      const key = document.createElement("kbd");
      key.textContent = e.getAttribute("aria-keyshortcuts");
      const term = document.createElement("dt");
      term.append(key);
      const what = document.createElement("dd");
      what.textContent = e.dataset.help || (e.closest("label") || e).textContent.replace(/\s+/g, " ").trim();
      line.append(term, what);
      list.append(line);
    });
    dialog.showModal();
  };
  document.addEventListener("keydown", (event) => {
    if (dialog.open) { return; }
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    const wanted = plain && (event.key.length > 1 || !typing(event.target) || event.target.type === "checkbox") ? byKey(event.key) : null;
    if (wanted) {
      event.preventDefault();
      if (wanted.matches("input[type=text], textarea, select")) { wanted.focus(); } else { wanted.click(); }
      return;
    }
    if (event.altKey && /^[1-9]$/.test(event.key)) {
      follow(document.querySelectorAll(".top nav a")[Number(event.key) - 1]);
      event.preventDefault();
    } else if (actions[event.key]) {
      actions[event.key]();
      event.preventDefault();
    } else if (!typing(event.target) && event.key === "?") {
      help();
      event.preventDefault();
    } else if (!typing(event.target) && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      if (row(event.key === "ArrowDown" ? 1 : -1)) { event.preventDefault(); }
    }
  });
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  // A summary of errors takes the focus, so that it is read first.
  document.querySelector(".summary")?.focus();
})();
