package navigation

import "github.com/exeunt/exeunt/internal/weburl"

// A LoadTiming is "document load timing info" with what else a page is told about the navigation that made its document.
// Times are milliseconds since the time origin; 0 stands for what has not happened.
// https://html.spec.whatwg.org/multipage/dom.html#document-load-timing-info
type LoadTiming struct {
	Type                                                 string // "navigate", "reload", "back_forward"; "" of a document that no navigation made
	UnloadEventStart, UnloadEventEnd                     float64
	DOMInteractive                                       float64
	DOMContentLoadedEventStart, DOMContentLoadedEventEnd float64
	DOMComplete, LoadEventStart, LoadEventEnd            float64
	RedirectCount                                        int
	ResponseStatus                                       int
}

// Timing returns what is known of the document's loading.
func (d *Document) Timing() LoadTiming { return d.timing }

// CreationURL returns the address under which the document was loaded.
func (d *Document) CreationURL() *weburl.URL { return d.window.settings.creationURL }

// now is the current high resolution time of the document.
func (d *Document) now() float64 { return d.window.Now() }
