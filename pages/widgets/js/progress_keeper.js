// A browser that has stored progress reports it before it stores anything new.
// A browser that stores nothing, such as a private window, reports nothing.
export default function ({ data, setStateValue }) {
    const place = "dogcat-lesson";
    document.dispatchEvent(new CustomEvent("dogcat-done", { detail: data.done }));  // the lesson's bar hears it
    try {
        const kept = localStorage.getItem(place);
        if (kept && (!data.text || !window.dogcatHasTold)) {
            window.dogcatHasTold = true;
            setStateValue("kept", kept);
        } else if (data.text) {
            window.dogcatHasTold = true;
            localStorage.setItem(place, data.text);
        }
    } catch (error) {
        console.warn("The lesson's answers are not kept after a reload:", error);
    }
}
