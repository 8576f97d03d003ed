// Charts on canvas from [data-chart]; echarts is fetched only when a page has one. Tooltips are drawn, not HTML (CSP).
(function () {
  "use strict";
  const COLOURS = ["#1b55b0", "#2e9a73", "#d98a1c", "#7a5bb5", "#c2413f", "#4b5768"];
  const INK = "#526073", LINE = "#e3e8ef";
  let loading = null;
  const load = () => loading || (loading = new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = document.querySelector('meta[name="chart-library"]').content;
    script.onload = done;
    script.onerror = fail;
    document.head.append(script);
  }));

  const series = (one) => ({
    name: one.name, type: one.type || "bar", data: one.data, stack: one.stack,
    barMaxWidth: 22, barGap: "8%", smooth: 0.25, symbolSize: 6,
    itemStyle: { borderRadius: one.type === "line" ? 0 : [3, 3, 0, 0] },
  });
  const option = (data) => ({
    color: COLOURS,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
    legend: { right: 0, top: 0, itemWidth: 12, itemHeight: 8, textStyle: { color: INK } },
    grid: { left: 4, right: 4, top: 44, bottom: 0, containLabel: true },
    xAxis: { type: "category", data: data.categories, axisTick: { show: false },
      axisLabel: { color: INK }, axisLine: { lineStyle: { color: INK } } },
    yAxis: { type: "value", name: data.unit, nameTextStyle: { color: INK }, axisLabel: { color: INK },
      splitLine: { lineStyle: { color: LINE } } },
    series: data.series.map(series),
  });

  const draw = (box) => {
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(option(JSON.parse(box.dataset.chart)));
    new ResizeObserver(() => chart.resize()).observe(box);
  };
  const start = (root) => {
    const boxes = [...root.querySelectorAll("[data-chart]:not([data-drawn])")];
    if (!boxes.length) return;
    boxes.forEach((box) => { box.dataset.drawn = "1"; box.hidden = false; });
    load().then(() => boxes.forEach(draw)).catch(() => boxes.forEach((box) => {
      box.hidden = true;
      box.closest("figure").querySelector("details").open = true;
    }));
    boxes.forEach((box) => { box.closest("figure").querySelector("details").open = false; });
  };
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:afterSettle", (event) => start(event.target));
})();
