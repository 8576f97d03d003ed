// Small aids of a form: the count of characters beside a long text; what goes with one choice of another field.
(function () {
  "use strict";
  const count = (area) => {
    const place = document.getElementById(area.dataset.counts);
    if (place) place.textContent = area.value.length + " / " + area.maxLength;
  };
  const chosen = (form, name) => form.querySelector(`input[name="${name}"]:checked`);
  const wordsOf = (input) => (input && input.labels[0] ? input.labels[0].textContent.trim() : "");
  // A select whose groups are named like the choices of a field offers the chosen one's alone.
  const follow = (select) => {
    const words = wordsOf(chosen(select.form, select.dataset.follows));
    select.querySelectorAll("optgroup").forEach((group) => {
      const fits = !words || !group.label || group.label === words;
      group.disabled = group.hidden = !fits;
    });
    const option = select.selectedOptions[0];
    if (option && option.parentElement.disabled) select.value = "";
  };
  const showWith = (part) => {
    const [name, value] = part.dataset.shownWith.split("=");
    const input = chosen(part.closest("form"), name);
    part.hidden = !input || input.value !== value;
  };
  const settle = (root) => {
    root.querySelectorAll("[data-follows]").forEach(follow);
    root.querySelectorAll("[data-shown-with]").forEach(showWith);
  };
  const start = (root) => { root.querySelectorAll("[data-counts]").forEach(count); settle(root); };
  document.addEventListener("change", (event) => { if (event.target.form) settle(event.target.form); });
  document.addEventListener("input", (event) => { if (event.target.dataset.counts) count(event.target); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-prints]");
    if (button) window.print();
  });
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:afterSettle", (event) => start(event.target));
})();
