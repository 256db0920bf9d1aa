// A browser that has stored progress reports it to each session of the server, which may lose its own, and stores nothing
// before the session has merged the two. Otherwise a new session, which knows nothing yet, would overwrite it.
const PLACE = "dogcat-lesson";
const SECONDS_OF_COOKIE = 180 * 24 * 3600;

// A cookie says only that the lesson has begun, so that the server waits for the progress before it draws a page.
function sayHasBegun(text) {
    let hasBegun = false;
    try {
        hasBegun = Boolean(JSON.parse(text || "null")?.has_started);
    } catch { /* what cannot be read is no progress */ }
    document.cookie = `dogcat_lesson=1; path=/; SameSite=Lax; max-age=${hasBegun ? SECONDS_OF_COOKIE : 0}`;
}

// A browser that stores nothing, such as a private window, reports nothing, unless the server waits for it.
export default function ({ data, setStateValue }) {
    document.dispatchEvent(new CustomEvent("dogcat-done", { detail: data.done }));  // the lesson's bar hears it
    let kept = "";
    try {
        kept = localStorage.getItem(PLACE) ?? "";
        if (window.dogcatReport?.session !== data.session) window.dogcatReport = { session: data.session, text: kept };
        if (data.text && (data.isMerged || !window.dogcatReport.text)) {
            localStorage.setItem(PLACE, data.text);
            kept = data.text;
        }
    } catch (error) {
        console.warn("The lesson's answers are not kept after a reload:", error);
        window.dogcatReport ??= { session: data.session, text: "" };
    }
    const report = window.dogcatReport;
    // Once a page, since opening another page drops a report that is on its way; more often, it would undo the opening.
    if (!data.isMerged && (report.text || data.waits) && report.sentFrom !== location.pathname) {
        report.sentFrom = location.pathname;
        setStateValue("kept", report.session + report.text);
    }
    sayHasBegun(kept);
}
