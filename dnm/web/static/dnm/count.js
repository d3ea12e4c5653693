/* Says how many characters are left while somebody types; without JavaScript the page says it after saving. */
(() => {
  "use strict";
  for (const field of document.querySelectorAll("textarea[data-longest]")) {
    const hint = document.getElementById(`${field.id}_helptext`);
    if (!hint) continue;
    const longest = Number(field.dataset.longest);
    const [before] = hint.textContent.split(",");
    field.addEventListener("input", () => {
      const left = longest - field.value.length;
      const english = document.documentElement.lang === "en";
      hint.textContent = left >= 0
        ? `${before}, ${english ? `${left} left` : `noch ${left}`}.`
        : `${before}, ${english ? `${-left} too many` : `${-left} zu viel`}.`;
    });
  }
})();
