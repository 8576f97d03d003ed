// Selecting rows: the box in the header takes all of the page; the bulk bar shows how many and opens its buttons.
(function () {
  "use strict";
  const boxes = (scope) => [...scope.querySelectorAll('input[type="checkbox"][data-row]')];
  const update = (scope) => {
    const all = boxes(scope);
    const chosen = all.filter((box) => box.checked).length;
    const head = scope.querySelector("[data-all-rows]");
    if (head) {
      head.checked = chosen > 0 && chosen === all.length;
      head.indeterminate = chosen > 0 && chosen < all.length;
    }
    scope.querySelectorAll("[data-chosen]").forEach((place) => { place.textContent = String(chosen); });
    scope.querySelectorAll("[data-needs-rows]").forEach((button) => { button.disabled = chosen === 0; });
  };
  const start = (root) => {
    const inside = [...root.querySelectorAll("[data-rows]")];
    const around = root.closest ? root.closest("[data-rows]") : null;
    [...inside, around].filter(Boolean).forEach(update);
  };
  document.addEventListener("change", (event) => {
    const scope = event.target.closest("[data-rows]");
    if (!scope) return;
    if (event.target.matches("[data-all-rows]")) {
      boxes(scope).forEach((box) => { box.checked = event.target.checked; });
    }
    update(scope);
  });
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:afterSettle", (event) => start(event.target));
})();
