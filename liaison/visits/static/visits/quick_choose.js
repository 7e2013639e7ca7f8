// Choosing the enterprise: search as one types, unfinished drafts on top.
(function () {
    "use strict";

    const page = document.getElementById("quick-choose");
    const box = document.getElementById("quick-search");
    const found = document.getElementById("quick-found");
    const usual = document.getElementById("quick-usual");
    const drafts = document.getElementById("quick-drafts");
    const user = page.dataset.user;
    let waiting = 0;
    let asked = 0;

    function row(id, name, note) {
        const link = document.createElement("a");
        link.className = "li-v-row-big";
        link.href = page.dataset.write + "?enterprise=" + encodeURIComponent(id);
        for (const [kind, text] of [["li-v-row-name", name], ["li-v-row-note", note]]) {
            const part = document.createElement("span");
            part.className = kind;
            part.textContent = text;
            link.append(part);
        }
        return link;
    }

    function show(rows, hint) {
        found.hidden = false;
        usual.hidden = true;
        found.querySelector(".li-v-rows-big").replaceChildren(...rows);
        const help = found.querySelector(".li-v-help");
        help.textContent = hint;
        help.hidden = !hint;
    }

    async function search() {
        const text = box.value.trim();
        const turn = ++asked;
        if (!text) {
            found.hidden = true;
            usual.hidden = false;
            return;
        }
        try {
            const answer = await fetch(page.dataset.search + "?q=" + encodeURIComponent(text), {headers: {Accept: "application/json"}});
            if (answer.redirected) {
                location.reload();
                return;
            }
            const data = await answer.json();
            if (turn !== asked) {
                return;
            }
            const rows = data.rows.map((e) => row(e.id, e.name, [e.region, e.tail && "尾号 " + e.tail, e.last].filter(Boolean).join(" · ")));
            const hint = data.more ? "只列出前 20 家，请再多输几个字。" : rows.length ? "" : "没有找到。请换几个字，或核对企业是否在您的联系范围内。";
            show(rows, hint);
        } catch {
            show([], "网络不通，暂时不能查找。恢复后请再试。");
        }
    }

    box.addEventListener("input", function () {
        clearTimeout(waiting);
        waiting = setTimeout(search, 200);
    });

    const left = window.liaisonDrafts.all(user, "visit-").filter((draft) => draft.name);
    if (left.length) {
        drafts.hidden = false;
        drafts.querySelector(".li-v-rows-big").append(...left.map((draft) => row(draft.subject.slice("visit-".length), draft.name, "写于 " + new Date(draft.at).toLocaleString("zh-CN", {month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit"}) + "，点开继续")));
    }
    if (box.value) {
        search();
    }
})();
