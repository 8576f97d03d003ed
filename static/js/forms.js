// Small aids of a form: the count of characters beside a long text, and a date or choice that sends its form.
(function () {
  "use strict";
  const count = (area) => {
    const place = document.getElementById(area.dataset.counts);
    if (place) place.textContent = area.value.length + " / " + area.maxLength;
  };
  const start = (root) => root.querySelectorAll("[data-counts]").forEach(count);
  document.addEventListener("input", (event) => { if (event.target.dataset.counts) count(event.target); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-prints]");
    if (button) window.print();
  });
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:afterSettle", (event) => start(event.target));
})();
