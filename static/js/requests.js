// HTMX requests: the CSRF header, the tenant the page was made for, busy buttons, and what to say when an answer is not one.
(function () {
  "use strict";
  const words = (name) => document.body.dataset[name] || "";
  const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content;

  const acting = () => document.querySelector('meta[name="acting"]')?.content;

  document.addEventListener("htmx:configRequest", (event) => {
    if (acting() && event.detail.verb !== "get") event.detail.headers["X-Acting"] = acting();
    if (csrf() && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf();
  });

  // A button that runs is disabled until its answer has come; a field that validates itself leaves it alone.
  const buttonsOf = (element) => {
    if (element.matches("button, .btn")) return [element];
    return element.matches("form") ? [...element.querySelectorAll('button:not([type="button"])')] : [];
  };
  const busy = (element, running) => buttonsOf(element).forEach((button) => {
    button.classList.toggle("jl-busy", running);
    button.setAttribute("aria-busy", String(running));
    if (running) button.setAttribute("aria-disabled", "true"); else button.removeAttribute("aria-disabled");
  });
  document.addEventListener("htmx:beforeRequest", (event) => busy(event.detail.elt, true));
  document.addEventListener("htmx:afterRequest", (event) => busy(event.detail.elt, false));

  // A field's answer is about the form as it was sent: a field that was changed since is not replaced by it. That
  // change sends a request of its own. The answer to a whole form that was sent is always shown.
  let sent = null;
  const changedSince = (block) => {
    const form = sent && block.closest("form");
    if (!form) return false;
    const now = new FormData(form);
    return [...block.querySelectorAll("input[name], select[name], textarea[name]")].some(({ name }) =>
      String(now.getAll(name)) !== String(sent.getAll(name)));
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const asked = event.detail.requestConfig;
    sent = asked.verb === "get" || asked.elt.matches("form, button") ? null : asked.formData;
    if (changedSince(event.detail.target)) event.detail.swapOverride = "none";
  });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (changedSince(event.detail.target)) event.detail.shouldSwap = false;
  });

  // A page that is left aborts what is still running: a plain form waits for the answers to its fields first.
  const LONGEST_WAIT = 3000;
  const running = new Set();
  let waiting = null;
  const goOn = () => {
    const { form, button } = waiting;
    waiting = null;
    running.clear();
    busy(form, false);
    if (!form.isConnected) return;
    if (button?.dataset.confirm || form.dataset.confirm) form.dataset.asked = "1"; // the question was answered
    form.requestSubmit(button?.isConnected ? button : undefined);
  };
  const wait = (form, button) => {
    if (waiting) return;
    const own = waiting = { form, button };
    busy(form, true);
    setTimeout(() => { if (waiting === own) goOn(); }, LONGEST_WAIT);
  };
  document.addEventListener("htmx:beforeSend", (event) => running.add(event.detail.xhr));
  document.addEventListener("htmx:afterRequest", (event) => {
    running.delete(event.detail.xhr);
    setTimeout(() => { if (waiting && !running.size) goOn(); }); // after one that was queued has begun
  });

  // A plain form is sent once: the second press while the page is leaving does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || form.matches("[hx-post], [hx-get]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (running.size && form.method === "post") { event.preventDefault(); wait(form, event.submitter); return; }
    if (form.method === "post") { form.dataset.sent = "1"; busy(form, true); }
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    busy(form, false);
  }));

  // 409 and 422 are answers to be shown in place (see htmx-config); the rest is said in a toast.
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 401) { window.location.reload(); return; }
    const said = { 403: "sayForbidden", 404: "sayMissing", 429: "sayTooMany" }[status] || "sayFailed";
    window.toast(words(said), "error");
  });
  ["htmx:sendError", "htmx:timeout"].forEach((name) =>
    document.addEventListener(name, () => window.toast(words("sayOffline"), "error")));

  // After an answer with errors the first wrong field takes the focus.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.xhr?.status !== 422 || !event.detail.requestConfig?.elt?.matches("form")) return;
    document.querySelector('[aria-invalid="true"]')?.focus();
  });
})();

// A refusal is told above the page; somebody further down must not think that the button is dead.
document.addEventListener('htmx:afterSwap', (event) => {
  const notices = document.getElementById('notices');
  if (notices && event.detail.target === notices) notices.scrollIntoView({ block: 'center' });
});
