// A form whose every key stroke is kept in this browser until the server says it has it (drafts.js keeps).
// keptForm({form, notice, subject, facts, typed, fill}): `typed` returns what stands in the form, `fill` puts it back;
// `subject` tells one draft of a person from another, `facts` go along with it.
window.keptForm = function (options) {
    "use strict";

    const {form, notice, subject, facts, typed, fill} = options;
    const save = form.querySelector("button[type=submit]");
    const user = form.dataset.user;
    let sending = false;

    function tell(text, link) {
        notice.hidden = !text;
        notice.textContent = text;
        if (link) {
            notice.append(link);
        }
        if (text) {
            notice.scrollIntoView({block: "center"});
        }
    }

    function link(text, href) {
        const a = document.createElement("a");
        a.className = "li-link";
        a.href = href;
        a.textContent = text;
        return a;
    }

    function keep() {
        const kept = window.visitDrafts.write(user, subject, {...facts, at: Date.now(), token: form.elements.token.value, fields: typed()});
        if (!kept) {
            tell("本浏览器不允许保存草稿，请写完后及时保存。");
        }
    }

    function restore(draft) {
        fill(draft.fields || {});
        form.elements.token.value = draft.token;
        const clear = link("不要了，重新写", location.href);
        clear.addEventListener("click", function () {
            window.visitDrafts.drop(user, subject);
        });
        tell("已恢复上次没保存的内容。", clear);
    }

    // Asks before sending, so that a dropped connection or session shows here instead of on an error page.
    async function ask() {
        const answer = await fetch(form.dataset.state + "?token=" + form.elements.token.value, {headers: {Accept: "application/json"}, cache: "no-store"});
        if (answer.redirected || !answer.ok) {
            return null;
        }
        return answer.json();
    }

    function wake() {
        sending = false;
        save.disabled = false;
    }

    async function send(event) {
        event.preventDefault();
        if (sending) {
            return;
        }
        sending = true;
        save.disabled = true;
        keep();
        try {
            const state = await ask();
            if (state && String(state.user) === user) {
                form.elements.csrfmiddlewaretoken.value = state.csrf;
                form.submit();
                return;
            }
            const back = form.dataset.login + "?next=" + encodeURIComponent(location.pathname + location.search);
            tell("登录已失效。您写的内容已存在这台设备上，", link("重新登录后继续", back));
        } catch {
            tell("网络不通，还没有保存到系统。您写的内容已存在这台设备上，网络恢复后请再点“保存”。");
        }
        wake();
    }

    async function begin() {
        const draft = window.visitDrafts.read(user, subject);
        if (!draft || form.dataset.bound) {
            return;
        }
        restore(draft);
        try {
            const state = await ask();
            if (state && state.saved) {
                window.visitDrafts.drop(user, subject);
                location.reload();
            }
        } catch {
            // Offline: the draft stays as it is.
        }
    }

    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", send);
    window.addEventListener("online", () => tell("网络已恢复，可以保存。"));
    window.addEventListener("pageshow", wake);
    begin();
    return keep;
};
