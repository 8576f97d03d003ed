// Toasts: from the server by the header HX-Trigger: {"toast": {"message": "…", "kind": "success"}}.
(function () {
  "use strict";
  const SECONDS = 6;
  window.toast = function (message, kind) {
    const shelf = document.getElementById("toasts");
    const pattern = document.getElementById("toast-pattern");
    if (!shelf || !pattern || !message) return;
    const toast = pattern.content.firstElementChild.cloneNode(true);
    toast.classList.add("jl-toast-" + (kind || "success"));
    toast.querySelector("[data-message]").textContent = message;
    shelf.append(toast);
    // An error stays until it is closed: it must be possible to read it at leisure.
    if (kind !== "error") setTimeout(() => toast.remove(), SECONDS * 1000);
  };
  document.addEventListener("toast", (event) => window.toast(event.detail.message, event.detail.kind));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-closes-toast]");
    if (button) button.closest(".jl-toast").remove();
  });
})();
