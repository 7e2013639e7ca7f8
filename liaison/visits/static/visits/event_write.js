// Writing an event: many choices and rows, kept with their names so that they can be shown again.
(function () {
    "use strict";

    const form = document.getElementById("event-form");
    const SKIPPED = ["csrfmiddlewaretoken", "token"];

    function boxes() {
        return [...form.elements].filter((box) => box.name && !SKIPPED.includes(box.name));
    }

    function valueOf(box) {
        if (box.tagName === "SELECT") {
            return [...box.selectedOptions].map((option) => [option.value, option.text]);
        }
        return box.type === "checkbox" ? box.checked : box.value;
    }

    function choose(select, chosen) {
        for (const option of select.options) {
            option.selected = false;
        }
        for (const [value, text] of chosen) {
            const known = [...select.options].find((option) => option.value === value);
            if (known) {
                known.selected = true;
            } else {
                select.add(new Option(text, value, true, true));
            }
        }
        select.dispatchEvent(new Event("change"));
    }

    function put(box, value) {
        if (box.tagName === "SELECT") {
            choose(box, value);
        } else if (box.type === "checkbox") {
            box.checked = value;
        } else {
            box.value = value;
        }
    }

    function fill(fields) {
        const rows = form.querySelector("[data-add-row]");
        const total = form.elements[rows.dataset.addRow + "-TOTAL_FORMS"];
        const wanted = Number(fields[total.name]);
        while (Number(total.value) < wanted && !rows.hidden) {
            rows.click();
        }
        boxes().filter((box) => box.name in fields && !box.name.includes("_FORMS")).forEach((box) => put(box, fields[box.name]));
    }

    const typed = () => Object.fromEntries(boxes().map((box) => [box.name, valueOf(box)]));
    const keep = window.keptForm({form, notice: document.getElementById("event-notice"), subject: "event", facts: {}, typed, fill});
    // What is chosen from a search box is announced through the admin's jQuery only.
    window.django.jQuery(form).on("select2:select select2:unselect select2:clear", keep);
})();
