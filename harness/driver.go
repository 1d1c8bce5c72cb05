package harness

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed inject/driver.js
var driverScript string

// driverBinding is how a page asks for what inject/driver.js offers.
const driverBinding = "__exeunt_driver"

// A question is what a page asks of the harness through testdriver.js.
type question struct {
	ID      int    `json:"id"`
	Command string `json:"command"`
	Origin  string `json:"origin"`
	Params  struct {
		Name  string `json:"name"`
		State string `json:"state"`
	} `json:"params"`
}

// answer does what the page asked for and says so.
func (v *visit) answer(tab context.Context, payload string) {
	var q question
	if json.Unmarshal([]byte(payload), &q) != nil {
		return
	}
	expression := fmt.Sprintf("self[Symbol.for('exeunt.answer')](%d)", q.ID)
	if err := v.obey(tab, q); err != nil {
		text, _ := json.Marshal(q.Command + ": " + err.Error())
		expression = fmt.Sprintf("self[Symbol.for('exeunt.answer')](%d, %s)", q.ID, text)
	}
	gesture := true
	chromedp.Call(tab, runtime.Evaluate, runtime.EvaluateParams{Expression: expression, UserGesture: &gesture})
	// A browser whose clock stood still for the answer may go on.
	chromedp.FromContext(tab).Target.Call(tab, "Exeunt.answered", struct{}{}, nil)
}

func (v *visit) obey(tab context.Context, q question) error {
	var err error
	switch q.Command {
	case "activate":
	case "set_permission":
		_, err = chromedp.CallBrowser(tab, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: q.Params.Name},
			Setting:    browser.PermissionSetting(q.Params.State), Origin: q.Origin,
			BrowserContextID: chromedp.FromContext(tab).BrowserContextID,
		})
	case "delete_all_cookies":
		_, err = chromedp.Call(tab, network.ClearBrowserCookies, cdp.Empty{})
	case "freeze":
		_, err = chromedp.Call(tab, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: page.SetWebLifecycleStateStateFrozen})
	default:
		err = fmt.Errorf("the harness cannot do this")
	}
	return err
}
