// Writing one visit: the box for problems opens when there are any.
(function () {
    "use strict";

    const form = document.getElementById("quick-form");
    const problems = document.getElementById("quick-problems");

    function showProblems() {
        problems.hidden = form.elements.issue.value !== "raised" && !form.elements.problems.value.trim();
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
})();
