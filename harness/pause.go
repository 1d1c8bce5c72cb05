package harness

import (
	"context"
	"net/url"

	"github.com/chromedp/chromedp"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt"
)

// A Pause is a test that has ended and whose page is still there, for a debugger to look at.
type Pause struct {
	Browser     string
	Test        wpt.Test
	Observation *compare.Observation // without the wire
	// Page is the DevTools address of the test's page.
	Page string
}

// pause lets Options.Pause keep the page.
func (v *visit) pause(ctx, tab context.Context, end ending) {
	t := chromedp.FromContext(tab).Target
	if v.slot.run.Pause == nil || end.broken || end.status == "" || t == nil {
		return
	}
	address := v.instance.address
	if u, err := url.Parse(address); err == nil {
		u.Scheme, u.Path, u.RawQuery = "ws", "/devtools/page/"+string(t.TargetID), ""
		address = u.String()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(v.instance.ctx, cancel)()
	v.slot.run.Pause(ctx, Pause{Browser: v.slot.run.browser.Name, Test: v.test, Observation: v.collector.observation(end), Page: address})
}
