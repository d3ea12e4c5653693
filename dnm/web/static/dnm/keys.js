/* j/k: next and previous row, Enter: open, /: search, ?: list of keys. Off in text fields and where switched off. */
(() => {
  "use strict";
  const links = () => [...document.querySelectorAll("[data-row] h3 a, [data-row] th a")];
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const all = links();
    const here = all.indexOf(document.activeElement);
    if (event.key === "j" && all.length) all[Math.min(here + 1, all.length - 1)].focus();
    else if (event.key === "k" && all.length) all[Math.max(here - 1, 0)].focus();
    else if (event.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
    } else if (event.key === "?") {
      const help = document.getElementById("tasten");
      if (help) { help.open = true; help.querySelector("summary").focus(); }
    }
  });
  const alert = document.getElementById("fehler");
  if (alert) alert.focus();
})();
