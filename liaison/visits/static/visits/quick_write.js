// Writing one visit: the box for problems opens when there are any.
(function () {
    "use strict";

    const form = document.getElementById("quick-form");
    const problems = document.getElementById("quick-problems");
    const SKIPPED = ["csrfmiddlewaretoken", "token"];

    function typed() {
        return Object.fromEntries([...new FormData(form)].filter(([field]) => !SKIPPED.includes(field)));
    }

    function showProblems() {
        problems.hidden = form.elements.issue.value !== "raised" && !form.elements.problems.value.trim();
    }

    function fill(fields) {
        for (const [field, value] of Object.entries(fields)) {
            if (form.elements[field]) {
                form.elements[field].value = value;
            }
        }
        showProblems();
    }

    form.addEventListener("change", function (event) {
        showProblems();
        if (event.target.name === "issue" && event.target.value === "raised") {
            form.elements.problems.focus();
            form.elements.problems.scrollIntoView({block: "center"});
        }
        // Who else went must be named: the box for it lies under 更多.
        if (event.target.name === "went" && event.target.value === "other") {
            document.getElementById("quick-more").open = true;
            form.elements.companions.focus();
        }
    });
    showProblems();
    const {enterprise, name} = form.dataset;
    window.keptForm({form, notice: document.getElementById("quick-notice"), subject: enterprise, facts: {name}, typed, fill});
})();
