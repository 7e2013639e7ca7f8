// Keeps what is typed into a form until the server has it: every form with a box for more than 200 characters.
//
// Every key stroke is kept in this browser (drafts.js). Before a form is sent, the server is asked whether the log-in still
// lasts, so that a lost line or session shows here, beside what was typed, and not on an error page. What was not saved is
// offered when the form is opened again, to the same person only. A form may say
//   data-draft="…"          its subject, where the address it is sent to is not enough
//   data-draft-name="…"     what to call it in a list of drafts
//   data-draft-restore      put the draft back at once instead of offering it
//   data-draft="off"        nothing is kept
//   data-instead-of="…"     the token of a form saved before, whose changed words this one would save
(function () {
    "use strict";

    const LONG = 200;
    let me = null; // {person, state, login}: whose page this is
    const drafts = window.liaisonDrafts;
    const values = window.formValues;

    function isLong(box) {
        if (!box.name || box.tagName === "TEXTAREA") {
            return Boolean(box.name);
        }
        const unlimited = box.maxLength < 0 && !box.inputMode && !/date|time/i.test(box.className);
        return box.type === "text" && (box.maxLength > LONG || unlimited);
    }

    function isKept(form) {
        // Asked by attribute: a box called "method" (走访方式) hides the form's own.
        return (form.getAttribute("method") || "").toLowerCase() === "post" && form.dataset.draft !== "off" && Boolean(form.elements._once) && [...form.elements].some(isLong);
    }

    function subjectOf(form) {
        return form.dataset.draft || new URL(form.getAttribute("action") || location.href, location.href).pathname;
    }

    function part(tag, text, kind) {
        const element = document.createElement(tag);
        element.textContent = text;
        element.className = kind;
        return element;
    }

    function button(text, act) {
        const made = part("button", text, "li-draft-button");
        made.type = "button";
        made.addEventListener("click", act);
        return made;
    }

    function link(text, href) {
        const made = part("a", text, "li-link");
        made.href = href;
        return made;
    }

    function written(draft) {
        const at = new Date(draft.at).toLocaleString("zh-CN", {month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit"});
        const longest = Object.entries(draft.fields).filter(([name, value]) => typeof value === "string" && name !== "_seen").map(([, value]) => value).sort((a, b) => b.length - a.length)[0] || "";
        return `（写于 ${at}${longest ? `：“${longest.slice(0, 20)}${longest.length > 20 ? "…" : ""}”` : ""}）`;
    }

    // Returns {user, saved, csrf}, or null where the log-in has ended; throws where the line is down.
    async function ask(token) {
        const answer = await fetch(me.state + "?token=" + encodeURIComponent(token), {headers: {Accept: "application/json"}, cache: "no-store"});
        return answer.redirected || !answer.ok ? null : answer.json();
    }

    function watch(form) {
        const subject = subjectOf(form);
        const token = form.elements._once;
        const asDrawn = values.read(form);
        let notice = form.querySelector("[data-draft-notice]");
        let waiting = null; // a draft that is offered: typing must not overwrite it before the person has chosen
        let passing = false;
        let sending = false;

        function tell(text, ...more) {
            if (!notice) {
                notice = part("div", "", "li-draft");
                notice.setAttribute("role", "status");
                form.prepend(notice);
            }
            notice.hidden = !text;
            notice.replaceChildren(part("span", text, ""), ...more);
            if (text) {
                notice.scrollIntoView({block: "center"});
            }
        }

        function keep() {
            if (waiting) {
                return;
            }
            const fields = values.read(form);
            if (values.standsIn(fields, asDrawn) && !drafts.read(me.person, subject)) {
                return;
            }
            const draft = {at: Date.now(), token: token.value, name: form.dataset.draftName || "", fields};
            if (!drafts.write(me.person, subject, draft)) {
                tell("本浏览器不允许保存草稿，请写完后及时保存。");
            }
        }

        function forget() {
            drafts.drop(me.person, subject);
            waiting = null;
        }

        function restore(draft) {
            waiting = null;
            const left = values.fill(form, draft.fields || {});
            token.value = draft.token;
            keep();
            const again = link("不要了，重新写", location.href);
            again.addEventListener("click", forget);
            const lost = left.map((text) => part("p", "页面上已没有这一栏，原文是：" + text, ""));
            tell("已恢复上次没保存的内容。", again, ...lost);
        }

        function offer(draft) {
            waiting = draft;
            const take = button("恢复", () => restore(draft));
            const leave = button("不要了", () => {
                forget();
                tell("");
            });
            tell("您上次没有保存的内容还在" + written(draft) + "：", take, leave);
        }

        async function begin() {
            const draft = drafts.read(me.person, subject);
            if (!draft || !draft.fields || values.standsIn(draft.fields, asDrawn)) {
                return;
            }
            if (form.dataset.draftRestore !== undefined) {
                restore(draft);
            } else {
                offer(draft);
            }
            try {
                const state = await ask(draft.token);
                if (state && state.saved) {
                    const restored = !waiting;
                    forget();
                    if (restored) {
                        location.reload();
                    }
                    tell("");
                }
            } catch {
                // Offline: the draft stays as it is.
            }
        }

        function wake() {
            sending = passing = false;
        }

        function pass(sender, state) {
            form.elements.csrfmiddlewaretoken.value = state.csrf;
            passing = true;
            // A second press while the page is on its way must find the buttons as they are: the server counts it once.
            form.requestSubmit(sender && sender.form === form ? sender : undefined);
        }

        async function send(event) {
            if (passing) {
                return;
            }
            event.preventDefault();
            if (sending) {
                return;
            }
            sending = true;
            keep();
            try {
                const state = await ask(token.value);
                if (state && String(state.user) === me.person) {
                    pass(event.submitter, state);
                    return;
                }
                const back = me.login + "?next=" + encodeURIComponent(location.pathname + location.search);
                tell("登录已失效。您写的内容已存在这台设备上，", link("重新登录后继续", back));
            } catch {
                tell("网络不通，还没有保存到系统。您写的内容已存在这台设备上，网络恢复后请再点“保存”。");
            }
            wake();
        }

        form.addEventListener("input", keep);
        form.addEventListener("change", keep);
        form.addEventListener("submit", send);
        window.addEventListener("pageshow", wake);
        window.addEventListener("online", () => notice && !notice.hidden && !waiting && tell("网络已恢复，可以保存。"));
        if (window.django && window.django.jQuery) {
            // What is chosen from a search box is announced through the admin's jQuery only.
            window.django.jQuery(form).on("select2:select select2:unselect select2:clear", keep);
        }
        begin();
    }

    document.addEventListener("DOMContentLoaded", () => {
        const page = document.getElementById("liaison-person");
        if (page && page.dataset.person) {
            me = page.dataset;
            document.querySelectorAll("form[data-instead-of]").forEach((form) => drafts.passOn(me.person, form.dataset.insteadOf, form.elements._once.value));
            [...document.forms].filter(isKept).forEach(watch);
        }
    });
})();
