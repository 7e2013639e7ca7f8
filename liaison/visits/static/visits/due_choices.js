// Beside a date of promise: buttons for 3, 5 and 10 working days, as the server's calendar counted them.
(function () {
    "use strict";

    function offer(input) {
        if (input.dataset.offered || input.name.includes("__prefix__")) {
            return;
        }
        input.dataset.offered = "yes";
        const box = document.createElement("div");
        box.className = "li-v-quick-dates";
        for (const [day, label] of JSON.parse(input.dataset.quickDates)) {
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = label;
            button.addEventListener("click", function () {
                input.value = day;
                input.dispatchEvent(new Event("change", {bubbles: true}));
            });
            box.append(button);
        }
        (input.closest(".li-v-field") || input.parentElement.parentElement).append(box);
    }

    function offerAll() {
        document.querySelectorAll("input[data-quick-dates]").forEach(offer);
    }

    document.addEventListener("DOMContentLoaded", offerAll);
    document.addEventListener("formset:added", offerAll);
})();
