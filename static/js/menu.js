// The sidebar on a phone and the small menus of the top bar. Without this file :target and <details> do both.
(function () {
  "use strict";
  const opener = () => document.querySelector("[data-opens-menu]");
  const show = (open) => {
    document.body.classList.toggle("jl-menu-open", open);
    opener()?.setAttribute("aria-expanded", String(open));
    if (open) document.querySelector("#site-menu a")?.focus(); else opener()?.focus();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-opens-menu]")) { event.preventDefault(); show(true); return; }
    if (event.target.closest("[data-closes-menu]")) { event.preventDefault(); show(false); return; }
    if (document.body.classList.contains("jl-menu-open") && !event.target.closest("#site-menu")) show(false);
    document.querySelectorAll("details.jl-pop[open]").forEach((pop) => {
      if (!pop.contains(event.target)) pop.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (document.body.classList.contains("jl-menu-open")) show(false);
    const pop = document.querySelector("details.jl-pop[open]");
    if (pop) { pop.open = false; pop.querySelector("summary").focus(); }
  });
})();
