// A browser that has stored progress reports it before it stores anything new.
// A browser that stores nothing, such as a private window, reports nothing, unless the server waits for it.
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

export default function ({ data, setStateValue }) {
    document.dispatchEvent(new CustomEvent("dogcat-done", { detail: data.done }));  // the lesson's bar hears it
    let kept = null;
    try {
        kept = localStorage.getItem(PLACE);
        if (kept && (!data.text || !window.dogcatHasTold)) {
            window.dogcatHasTold = true;
            setStateValue("kept", kept);
        } else if (data.text) {
            window.dogcatHasTold = true;
            localStorage.setItem(PLACE, data.text);
            kept = data.text;
        } else if (data.waits) setStateValue("kept", "{}");
    } catch (error) {
        console.warn("The lesson's answers are not kept after a reload:", error);
        if (data.waits) setStateValue("kept", "{}");
    }
    sayHasBegun(kept);
}
