// "Add another" for rows of a plain formset: a copy of the template, numbered, then announced like the admin does.
(function () {
    "use strict";

    document.querySelectorAll("[data-add-row]").forEach(function (button) {
        const prefix = button.dataset.addRow;
        const rows = document.querySelector(`[data-rows="${prefix}"]`);
        const template = document.querySelector(`[data-row-template="${prefix}"]`);
        const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
        const most = Number(document.getElementById(`id_${prefix}-MAX_NUM_FORMS`).value);
        button.addEventListener("click", function () {
            const box = document.createElement("div");
            box.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
            const row = box.firstElementChild;
            rows.append(row);
            total.value = Number(total.value) + 1;
            button.hidden = Number(total.value) >= most;
            row.dispatchEvent(new CustomEvent("formset:added", {bubbles: true, detail: {formsetName: prefix}}));
            row.querySelector("select, textarea, input").focus();
        });
    });
})();
