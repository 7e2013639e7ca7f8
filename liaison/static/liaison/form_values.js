// What stands in a form, as a plain object, and back again: texts, choices with their words, ticks, rows added by hand.
window.formValues = (function () {
    "use strict";

    const OURS = /^csrfmiddlewaretoken$|^_(?!seen$)/;
    const NOT_KEPT = ["password", "file", "submit", "button", "reset", "image"];
    const COUNT = "-TOTAL_FORMS";
    // Hidden boxes that belong to what was typed: what the page showed (the edit lock), and which record a row is.
    const IDENTITY = /^_seen$|-\d+-id$/;

    function boxes(form) {
        return [...form.elements].filter(
            (box) =>
                box.name &&
                !OURS.test(box.name) &&
                !NOT_KEPT.includes(box.type) &&
                !box.name.includes("__prefix__") &&
                (box.type !== "hidden" || IDENTITY.test(box.name) || box.name.endsWith(COUNT)),
        );
    }

    function key(box) {
        return box.type === "checkbox" ? box.name + "#" + box.value : box.name;
    }

    function valueOf(box) {
        if (box.tagName === "SELECT") {
            return [...box.selectedOptions].map((option) => [option.value, option.text]);
        }
        return box.type === "checkbox" ? box.checked : box.value;
    }

    function read(form) {
        const fields = {};
        for (const box of boxes(form)) {
            if (box.type !== "radio" || box.checked) {
                fields[key(box)] = valueOf(box);
            }
        }
        return fields;
    }

    function choose(select, given) {
        const chosen = typeof given === "string" ? [[given, ""]] : given;
        const known = (value) => [...select.options].find((option) => option.value === value);
        for (const option of select.options) {
            option.selected = false;
        }
        for (const [value, text] of chosen) {
            if (known(value)) {
                known(value).selected = true;
            } else if (text) {
                select.add(new Option(text, value, true, true));
            }
        }
        select.dispatchEvent(new Event("change", {bubbles: true}));
    }

    function put(box, value) {
        if (box.tagName === "SELECT") {
            choose(box, value);
        } else if (box.type === "checkbox") {
            box.checked = value;
        } else if (box.type === "radio") {
            box.checked = box.value === value;
        } else {
            box.value = value;
        }
    }

    function adder(form, prefix) {
        return form.querySelector(`[data-add-row="${prefix}"], [id="${prefix}-group"] .add-row a, [id="${prefix}-group"] a.add-row`);
    }

    function addRows(form, fields) {
        for (const name of Object.keys(fields).filter((each) => each.endsWith(COUNT))) {
            const total = form.elements[name];
            const button = total && adder(form, name.slice(0, -COUNT.length));
            for (let guard = 0; button && Number(total.value) < Number(fields[name]) && guard < 200; guard++) {
                button.click();
            }
        }
    }

    // A row of the page may by now be another record than the one that was typed into.
    function strangers(form, fields) {
        return Object.keys(fields).filter((name) => /-\d+-id$/.test(name) && form.elements[name] && form.elements[name].value !== fields[name]).map((name) => name.slice(0, -2));
    }

    // Puts `fields` back; returns the texts for which the page has no place (any more).
    function fill(form, fields) {
        addRows(form, fields);
        const elsewhere = strangers(form, fields);
        const placed = new Set();
        for (const box of boxes(form)) {
            const name = key(box) in fields ? key(box) : box.name;
            if (name in fields && !elsewhere.some((row) => name.startsWith(row))) {
                placed.add(name);
                if (!name.endsWith(COUNT)) {
                    put(box, fields[name]);
                }
            }
        }
        form.dispatchEvent(new Event("change", {bubbles: true}));
        return Object.entries(fields)
            .filter(([name, value]) => !placed.has(name) && typeof value === "string" && value.trim() && !/^\d+$/.test(value) && !IDENTITY.test(name) && !name.endsWith(COUNT))
            .map(([, value]) => value);
    }

    // Whether all that was typed stands on the page already; the page may hold more.
    function standsIn(typed, shown) {
        return Object.entries(typed).every(([name, value]) => name === "_seen" || JSON.stringify(value) === JSON.stringify(shown[name]));
    }

    return {read, fill, standsIn};
})();
