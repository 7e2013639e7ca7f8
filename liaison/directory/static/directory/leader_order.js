// 排在谁之后: offers the leaders of the level and region being chosen.
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    const box = document.querySelector("select[data-places]");
    const level = document.getElementById("id_level");
    const region = document.getElementById("id_region");
    if (!box || !level || !region) {
      return;
    }
    async function refresh() {
      const asked = new URLSearchParams({ level: level.value, region: region.value, besides: box.dataset.besides });
      const answer = await fetch(box.dataset.address + "?" + asked, { credentials: "same-origin" });
      if (!answer.ok) {
        return;
      }
      const { places } = await answer.json();
      const chosen = box.value;
      box.replaceChildren(...places.map(([value, label]) => new Option(label, value)));
      box.value = places.some(([value]) => value === chosen) ? chosen : "last";
    }
    level.addEventListener("change", refresh);
    // The search box tells of its choice by jQuery only.
    django.jQuery(region).on("change", refresh);
  });
})();
