/* Saves a question as soon as its answer changes and says so; without JavaScript the buttons of the page save. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-saves-itself]");
  if (!form) return;
  const status = document.getElementById("gespeichert");
  let queue = Promise.resolve();
  const say = (...sentences) => { status.textContent = sentences.join(" "); };
  /* Only the question that changed: what nobody touched stays without an answer. */
  const fieldsOf = (item) => {
    const fields = new FormData();
    for (const name of ["csrfmiddlewaretoken", "stand"]) fields.append(name, form.elements[name].value);
    for (const field of item.querySelectorAll("input")) {
      if (field.type === "hidden" || field.checked) fields.append(field.name, field.value);
    }
    return fields;
  };
  const save = async (item) => {
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: fieldsOf(item), headers: { "X-Saves-Itself": "1" }, keepalive: true,
      });
      const saved = await answer.json();
      if (answer.ok) form.elements.stand.value = saved.revision;
      say(saved.said, ...(saved.told || []));
    } catch {
      say(form.dataset.savesItself);
    }
  };
  form.addEventListener("change", (event) => {
    const item = event.target.closest("[data-item]");
    if (item) queue = queue.then(() => save(item));
  });
})();
