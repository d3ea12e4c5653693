/* Passkeys: joins the buttons of our pages to allauth's WebAuthn code. Only these pages need a script at all. */
(() => {
  "use strict";
  const forms = window.allauth?.webauthn?.forms;
  if (!forms || !window.webauthnJSON.supported()) {
    document.querySelectorAll("[data-passkey-missing]").forEach((element) => { element.hidden = false; });
    return;
  }
  document.querySelectorAll("[data-passkey-offer]").forEach((element) => { element.hidden = false; });
  const start = {
    login: (button) => forms.loginForm({ ids: { login: button.id, credential: "passkey-credential" } }),
    add: (button) => forms.addForm({
      ids: { add: button.id, credential: button.dataset.credential, passwordless: button.dataset.passwordless, data: "passkey-options" },
    }),
    authenticate: (button) => forms.authenticateForm({
      ids: { authenticate: button.id, credential: button.dataset.credential, data: "passkey-options" },
    }),
  };
  document.querySelectorAll("[data-passkey]").forEach((button) => start[button.dataset.passkey](button));
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.getElementById("passkey-trouble").hidden = false;
  });
})();
