// Dropping a file on the zone puts it into the zone's own file input, which works without this too.
(function () {
  "use strict";
  const zoneOf = (event) => event.target.closest?.("[data-drop]");
  const tell = (zone) => {
    const files = [...zone.querySelector('input[type="file"]').files];
    const size = (bytes) => (bytes < 1048576 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1048576).toFixed(1) + " MB");
    zone.querySelector("output").textContent = files.map((file) => file.name + "  " + size(file.size)).join("，");
  };
  ["dragenter", "dragover"].forEach((name) => document.addEventListener(name, (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("jl-over");
  }));
  document.addEventListener("dragleave", (event) => {
    const zone = zoneOf(event);
    if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("jl-over");
  });
  document.addEventListener("drop", (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.remove("jl-over");
    const input = zone.querySelector('input[type="file"]');
    const taken = new DataTransfer();
    [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1).forEach((file) => taken.items.add(file));
    input.files = taken.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", (event) => {
    const zone = zoneOf(event);
    if (zone && event.target.type === "file") tell(zone);
  });
})();
