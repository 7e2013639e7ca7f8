// What was typed and not yet saved, kept in this browser, apart for each person who logs in here.
// A draft: {at, token, fields, name?}; `token` is that of the form it was typed into, by which the server knows a form
// it has saved. `subject` tells the drafts of one person apart: usually the address the form is sent to.
(function () {
    "use strict";

    const PREFIX = "liaison.draft.";
    const KEPT = 90 * 24 * 3600 * 1000;
    const SAVED_COOKIE = "liaison_saved";

    function read(key) {
        try {
            return JSON.parse(localStorage.getItem(key));
        } catch {
            return null;
        }
    }

    function keys(start) {
        try {
            return Object.keys(localStorage).filter((key) => key.startsWith(start));
        } catch {
            return [];
        }
    }

    window.liaisonDrafts = {
        read: (person, subject) => read(PREFIX + person + "." + subject),
        // Returns false where the browser keeps nothing (private mode, storage full): the page says so.
        write(person, subject, draft) {
            try {
                localStorage.setItem(PREFIX + person + "." + subject, JSON.stringify(draft));
                return true;
            } catch {
                return false;
            }
        },
        drop(person, subject) {
            try {
                localStorage.removeItem(PREFIX + person + "." + subject);
            } catch {
                // Nothing is kept here, so there is nothing to drop.
            }
        },
        // Gives drafts of one form to another: their words were not what the first one saved.
        passOn(person, token, another) {
            for (const {subject, ...draft} of this.all(person).filter((each) => each.token === token)) {
                this.write(person, subject, {...draft, token: another});
            }
        },
        // Returns the drafts whose subject begins so, the newest first.
        all(person, start = "") {
            const mine = PREFIX + person + ".";
            return keys(mine + start)
                .map((key) => ({subject: key.slice(mine.length), ...read(key)}))
                .sort((a, b) => (b.at || 0) - (a.at || 0));
        },
    };

    function forgetOld() {
        for (const key of keys(PREFIX)) {
            if (!((read(key) || {}).at > Date.now() - KEPT)) {
                localStorage.removeItem(key);
            }
        }
    }

    // The server names the form it has just saved; its draft has done its service.
    function dropSaved() {
        const saved = document.cookie.match(new RegExp("(?:^|; )" + SAVED_COOKIE + "=([^;]+)"));
        if (!saved) {
            return;
        }
        keys(PREFIX).filter((key) => (read(key) || {}).token === saved[1]).forEach((key) => localStorage.removeItem(key));
        document.cookie = SAVED_COOKIE + "=; max-age=0; path=/; samesite=lax";
    }

    // Drafts that an earlier release kept of visits and events, under its own names.
    function takeOver() {
        for (const key of keys("liaison.visit.")) {
            const [, person, subject] = key.match(/^liaison\.visit\.(\d+)\.(.+)$/) || [];
            if (person) {
                const now = subject === "event" ? "/admin/visits/visitevent/add/" : "visit-" + subject;
                localStorage.setItem(PREFIX + person + "." + now, localStorage.getItem(key));
            }
            localStorage.removeItem(key);
        }
    }

    takeOver();
    forgetOld();
    dropSaved();
})();
