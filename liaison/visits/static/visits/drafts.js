// What was typed and not yet saved, kept in this browser, apart for each person who logs in here.
(function () {
    "use strict";

    const PREFIX = "liaison.visit.";

    function key(user, enterprise) {
        return PREFIX + user + "." + enterprise;
    }

    window.visitDrafts = {
        read(user, enterprise) {
            try {
                return JSON.parse(localStorage.getItem(key(user, enterprise)));
            } catch {
                return null;
            }
        },
        // Returns false where the browser keeps nothing (private mode, storage full): the page says so.
        write(user, enterprise, draft) {
            try {
                localStorage.setItem(key(user, enterprise), JSON.stringify(draft));
                return true;
            } catch {
                return false;
            }
        },
        drop(user, enterprise) {
            localStorage.removeItem(key(user, enterprise));
        },
        all(user) {
            const mine = PREFIX + user + ".";
            return Object.keys(localStorage)
                .filter((name) => name.startsWith(mine))
                .map((name) => name.slice(mine.length))
                .map((enterprise) => ({enterprise, ...this.read(user, enterprise)}))
                .sort((a, b) => (b.at || 0) - (a.at || 0));
        },
    };
})();
