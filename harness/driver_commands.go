package harness

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// A driverCommand does what a function of testdriver.js is for, in a window. Its result is what the
// function's promise is fulfilled with.
type driverCommand func(d *driver, p *place, params json.RawMessage) (any, error)

// driverCommands are by the function's name.
var driverCommands = map[string]driverCommand{
	"click":                           click,
	"send_keys":                       sendKeys,
	"action_sequence":                 actionSequence,
	"get_computed_label":              computed("name"),
	"get_computed_role":               computed("role"),
	"delete_all_cookies":              plain("Network.clearBrowserCookies", nil),
	"get_all_cookies":                 allCookies,
	"get_named_cookie":                namedCookie,
	"freeze":                          plain("Page.setWebLifecycleState", map[string]any{"state": "frozen"}),
	"minimize_window":                 minimizeWindow,
	"get_window_rect":                 func(_ *driver, p *place, _ json.RawMessage) (any, error) { return p.windowRect() },
	"set_window_rect":                 setWindowRect,
	"generate_test_report":            passed("Page.generateTestReport", map[string]string{"message": "message"}),
	"set_permission":                  setPermission,
	"set_storage_access":              setStorageAccess,
	"set_spc_transaction_mode":        passed("Page.setSPCTransactionMode", map[string]string{"mode": "mode"}),
	"set_rph_registration_mode":       passed("Page.setRPHRegistrationMode", map[string]string{"mode": "mode"}),
	"run_bounce_tracking_mitigations": plain("Storage.runBounceTrackingMitigations", nil),
	"set_protected_audience_k_anonymity": passed("Storage.setProtectedAudienceKAnonymity",
		map[string]string{"owner": "owner", "name": "name", "hashes": "hashes"}),
	"set_device_posture": func(_ *driver, p *place, params json.RawMessage) (any, error) {
		q, err := decode[struct{ Posture string }](params)
		if err != nil {
			return nil, err
		}
		return nil, p.call("Emulation.setDevicePostureOverride", map[string]any{"posture": map[string]string{"type": q.Posture}}, nil)
	},
	"clear_device_posture":   plain("Emulation.clearDevicePostureOverride", nil),
	"set_display_features":   passed("Emulation.setDisplayFeaturesOverride", map[string]string{"features": "features"}),
	"clear_display_features": plain("Emulation.clearDisplayFeaturesOverride", nil),

	"add_virtual_authenticator":    addAuthenticator,
	"remove_virtual_authenticator": passed("WebAuthn.removeVirtualAuthenticator", map[string]string{"authenticator": "authenticatorId"}),
	"add_credential":               passed("WebAuthn.addCredential", map[string]string{"authenticator": "authenticatorId", "credential": "credential"}),
	"remove_credential":            passed("WebAuthn.removeCredential", map[string]string{"authenticator": "authenticatorId", "credential": "credentialId"}),
	"remove_all_credentials":       passed("WebAuthn.clearCredentials", map[string]string{"authenticator": "authenticatorId"}),
	"set_user_verified":            passed("WebAuthn.setUserVerified", map[string]string{"authenticator": "authenticatorId", "uv": "isUserVerified"}),

	"bidi.permissions.set_permission":         setPermissionOfOrigin,
	"bidi.emulation.set_geolocation_override": setGeolocation,
	"bidi.emulation.set_locale_override":      passed("Emulation.setLocaleOverride", map[string]string{"locale": "locale"}),
}

// plain is a command that is one method of the protocol with fixed parameters.
func plain(method string, params map[string]any) driverCommand {
	return func(_ *driver, p *place, _ json.RawMessage) (any, error) {
		if params == nil {
			return nil, p.call(method, nil, nil)
		}
		return nil, p.call(method, params, nil)
	}
}

// passed is a command whose parameters are the method's, under other names.
func passed(method string, names map[string]string) driverCommand {
	return func(_ *driver, p *place, params json.RawMessage) (any, error) {
		given, err := decode[map[string]json.RawMessage](params)
		if err != nil {
			return nil, err
		}
		out := make(map[string]json.RawMessage)
		for ours, theirs := range names {
			if v, ok := given[ours]; ok && string(v) != "null" {
				out[theirs] = v
			}
		}
		return nil, p.call(method, out, nil)
	}
}

// computed asks the accessibility tree for an element's role or name.
func computed(what string) driverCommand {
	return func(d *driver, _ *place, params json.RawMessage) (any, error) {
		p, object, err := d.subject(params)
		if err != nil {
			return nil, err
		}
		type value struct {
			Value any `json:"value"`
		}
		var tree struct {
			Nodes []struct{ Role, Name *value } `json:"nodes"`
		}
		if err := p.call("Accessibility.getPartialAXTree", map[string]any{"objectId": object, "fetchRelatives": false}, &tree); err != nil {
			return nil, err
		}
		if len(tree.Nodes) == 0 {
			return "", nil
		}
		v := tree.Nodes[0].Name
		if what == "role" {
			v = tree.Nodes[0].Role
		}
		if v == nil || v.Value == nil {
			return "", nil
		}
		return v.Value, nil
	}
}

// A cookie is one as WebDriver describes it.
// https://w3c.github.io/webdriver/#dfn-table-for-cookie-conversion
type cookie struct {
	Name     string `json:"name"`
	Value    string `json:"value"`
	Path     string `json:"path"`
	Domain   string `json:"domain"`
	Secure   bool   `json:"secure"`
	HTTPOnly bool   `json:"httpOnly"`
	Expiry   *int64 `json:"expiry,omitempty"` // seconds since the epoch
	SameSite string `json:"sameSite,omitempty"`
}

// cookies are those that the window's document gets.
func (p *place) cookies() ([]cookie, error) {
	var url string
	if err := p.evaluate("document.URL", &url); err != nil {
		return nil, err
	}
	var r struct {
		Cookies []struct {
			Name, Value, Path, Domain, SameSite string
			Secure, HTTPOnly, Session           bool
			Expires                             float64
		}
	}
	if err := p.call("Network.getCookies", map[string]any{"urls": []string{url}}, &r); err != nil {
		return nil, err
	}
	list := []cookie{}
	for _, c := range r.Cookies {
		k := cookie{Name: c.Name, Value: c.Value, Path: c.Path, Domain: c.Domain, Secure: c.Secure, HTTPOnly: c.HTTPOnly, SameSite: c.SameSite}
		if k.SameSite == "" {
			k.SameSite = "None"
		}
		if !c.Session {
			expiry := int64(c.Expires)
			k.Expiry = &expiry
		}
		list = append(list, k)
	}
	return list, nil
}

func allCookies(_ *driver, p *place, _ json.RawMessage) (any, error) { return p.cookies() }

func namedCookie(_ *driver, p *place, params json.RawMessage) (any, error) {
	q, err := decode[struct{ Name string }](params)
	if err != nil {
		return nil, err
	}
	list, err := p.cookies()
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		if c.Name == q.Name {
			return c, nil
		}
	}
	return nil, errors.New("no such cookie")
}

// A rect is where a window is on the screen, in CSS pixels.
type rect struct {
	X      *int `json:"x,omitempty"`
	Y      *int `json:"y,omitempty"`
	Width  *int `json:"width,omitempty"`
	Height *int `json:"height,omitempty"`
}

// window is the browser's window that shows the page.
func (p *place) window() (int64, rect, error) {
	var r struct {
		WindowID int64
		Bounds   struct{ Left, Top, Width, Height int }
	}
	err := p.callBrowser("Browser.getWindowForTarget", map[string]any{"targetId": chromedp.FromContext(p.ctx).Target.TargetID}, &r)
	b := r.Bounds
	return r.WindowID, rect{&b.Left, &b.Top, &b.Width, &b.Height}, err
}

func (p *place) windowRect() (any, error) {
	_, r, err := p.window()
	return r, err
}

func (p *place) setBounds(id int64, bounds map[string]any) error {
	return p.callBrowser("Browser.setWindowBounds", map[string]any{"windowId": id, "bounds": bounds}, nil)
}

func minimizeWindow(_ *driver, p *place, _ json.RawMessage) (any, error) {
	id, before, err := p.window()
	if err != nil {
		return nil, err
	}
	return before, p.setBounds(id, map[string]any{"windowState": "minimized"})
}

func setWindowRect(_ *driver, p *place, params json.RawMessage) (any, error) {
	q, err := decode[struct{ Rect rect }](params)
	if err != nil {
		return nil, err
	}
	id, _, err := p.window()
	if err != nil {
		return nil, err
	}
	// What was minimized is restored first, and moved then.
	if err := p.setBounds(id, map[string]any{"windowState": "normal"}); err != nil {
		return nil, err
	}
	bounds := map[string]any{}
	for name, n := range map[string]*int{"left": q.Rect.X, "top": q.Rect.Y, "width": q.Rect.Width, "height": q.Rect.Height} {
		if n != nil {
			bounds[name] = *n
		}
	}
	if len(bounds) > 0 {
		if err := p.setBounds(id, bounds); err != nil {
			return nil, err
		}
	}
	return p.windowRect()
}

func (d *driver) permit(origin string, descriptor json.RawMessage, state string) error {
	var permission browser.PermissionDescriptor
	if err := json.Unmarshal(descriptor, &permission); err != nil {
		return fmt.Errorf("the descriptor is not as it must be: %w", err)
	}
	_, err := chromedp.CallBrowser(d.tab, browser.SetPermission, browser.SetPermissionParams{
		Permission: &permission, Setting: browser.PermissionSetting(state), Origin: origin,
		BrowserContextID: chromedp.FromContext(d.visit.tab).BrowserContextID,
	})
	return err
}

func setPermission(d *driver, p *place, params json.RawMessage) (any, error) {
	q, err := decode[struct {
		Permission struct {
			Descriptor json.RawMessage
			State      string
		}
	}](params)
	if err != nil {
		return nil, err
	}
	origin, err := p.origin()
	if err != nil {
		return nil, err
	}
	return nil, d.permit(origin, q.Permission.Descriptor, q.Permission.State)
}

func setPermissionOfOrigin(d *driver, p *place, params json.RawMessage) (any, error) {
	q, err := decode[struct {
		Descriptor    json.RawMessage
		State, Origin string
	}](params)
	if err != nil {
		return nil, err
	}
	if q.Origin == "" {
		if q.Origin, err = p.origin(); err != nil {
			return nil, err
		}
	}
	return nil, d.permit(q.Origin, q.Descriptor, q.State)
}

// setStorageAccess lets, or does not let, an embedded origin have its cookies.
func setStorageAccess(d *driver, _ *place, params json.RawMessage) (any, error) {
	q, err := decode[struct {
		Origin          string
		EmbeddingOrigin string `json:"embedding_origin"`
		Blocked         bool
	}](params)
	if err != nil {
		return nil, err
	}
	state := "granted"
	if q.Blocked {
		state = "denied"
	}
	request := browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "storage-access"}, Setting: browser.PermissionSetting(state),
		Origin: q.Origin, BrowserContextID: chromedp.FromContext(d.visit.tab).BrowserContextID,
	}
	if q.EmbeddingOrigin != "*" && q.EmbeddingOrigin != "" {
		request.EmbeddedOrigin = q.Origin
		request.Origin = q.EmbeddingOrigin
	}
	_, err = chromedp.CallBrowser(d.tab, browser.SetPermission, request)
	return nil, err
}

// addAuthenticator takes the parameters of WebDriver's command.
// https://w3c.github.io/webauthn/#sctn-automation-add-virtual-authenticator
func addAuthenticator(_ *driver, p *place, params json.RawMessage) (any, error) {
	q, err := decode[struct {
		Config map[string]any
	}](params)
	if err != nil {
		return nil, err
	}
	options := map[string]any{}
	for k, v := range q.Config {
		switch k {
		case "isUserConsenting":
			k = "automaticPresenceSimulation"
		case "protocol":
			if v == "ctap1/u2f" {
				v = "u2f"
			} else if v == "ctap2_1" {
				v = "ctap2"
				options["ctap2Version"] = "ctap2_1"
			}
		case "extensions":
			list, _ := v.([]any)
			for _, e := range list {
				if name, ok := e.(string); ok {
					options["has"+map[string]string{"largeBlob": "LargeBlob", "credBlob": "CredBlob", "minPinLength": "MinPinLength", "prf": "Prf"}[name]] = true
				}
			}
			continue
		}
		options[k] = v
	}
	if err := p.call("WebAuthn.enable", cdp.Empty{}, nil); err != nil {
		return nil, err
	}
	var r struct{ AuthenticatorID string }
	err = p.call("WebAuthn.addVirtualAuthenticator", map[string]any{"options": options}, &r)
	return r.AuthenticatorID, err
}

func setGeolocation(_ *driver, p *place, params json.RawMessage) (any, error) {
	q, err := decode[struct {
		Coordinates map[string]any
		Error       any
	}](params)
	if err != nil {
		return nil, err
	}
	switch {
	case q.Error != nil:
		return nil, p.call("Emulation.setGeolocationOverride", nil, nil) // a position that is not available
	case q.Coordinates == nil:
		return nil, p.call("Emulation.clearGeolocationOverride", nil, nil)
	}
	if q.Coordinates["accuracy"] == nil {
		q.Coordinates["accuracy"] = 1
	}
	return nil, p.call("Emulation.setGeolocationOverride", q.Coordinates, nil)
}
