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
  document.addEventListener("keydown", (event) => {
    if (dialog.open) { return; }
    if (event.altKey && /^[1-9]$/.test(event.key)) {
      follow(document.querySelectorAll(".top nav a")[Number(event.key) - 1]);
      event.preventDefault();
    } else if (actions[event.key]) {
      actions[event.key]();
      event.preventDefault();
    } else if (!typing(event.target) && event.key === "?") {
      dialog.showModal();
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
