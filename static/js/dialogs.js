// Dialogs of the browser's own, and the question before a dangerous verb (hx-confirm or data-confirm).
(function () {
  "use strict";
  const ask = (question, verb, go) => {
    const dialog = document.getElementById("confirm-dialog");
    dialog.querySelector("[data-question]").textContent = question;
    const yes = dialog.querySelector("[data-yes]");
    yes.textContent = verb || yes.dataset.word;
    dialog.returnValue = "";
    dialog.onclose = () => { if (dialog.returnValue === "yes") go(); };
    dialog.showModal();
  };
  // A form that lacks what it must have is answered at once: nobody is asked about what can't be done.
  const lacks = (form) => [...form.elements].some((field) => field.required && !field.disabled && (
    field.type === "radio" ? !form.querySelector(`[name="${CSS.escape(field.name)}"]:checked`)
      : field.type === "checkbox" ? !field.checked : !field.value.trim()));
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, event.detail.elt.dataset.verb, () => event.detail.issueRequest(true));
  });
  // Captured before HTMX sees the submit, so that one question serves both kinds of form.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const question = button?.dataset.confirm || event.target.dataset.confirm;
    if (question && !event.target.dataset.asked && lacks(event.target)) return; // the server says what is missing
    if (!question || event.target.dataset.asked) { delete event.target.dataset.asked; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(question, button?.dataset.verb, () => {
      event.target.dataset.asked = "1";
      event.target.requestSubmit(button);
    });
  }, true);
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.opens)?.showModal();
    }
    const closer = event.target.closest("[data-closes]");
    if (closer) {
      const dialog = closer.closest("dialog");
      if (dialog?.open) { event.preventDefault(); dialog.close(); }
    }
  });
})();
