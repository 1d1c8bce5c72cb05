package policy

import "strings"

// SandboxFlags is a sandboxing flag set.
// https://html.spec.whatwg.org/multipage/browsers.html#sandboxing-flag-set
type SandboxFlags uint32

// The sandboxing flags.
const (
	SandboxedNavigation SandboxFlags = 1 << iota
	SandboxedAuxiliaryNavigation
	SandboxedTopLevelNavigationWithoutUserActivation
	SandboxedTopLevelNavigationWithUserActivation
	SandboxedOrigin
	SandboxedForms
	SandboxedPointerLock
	SandboxedScripts
	SandboxedAutomaticFeatures
	SandboxedDocumentDomain
	SandboxPropagatesToAuxiliary
	SandboxedModals
	SandboxedOrientationLock
	SandboxedPresentation
	SandboxedDownloads
	SandboxedCustomProtocols
)

const allSandboxFlags = SandboxedCustomProtocols<<1 - 1

// Has reports whether all of f are set.
func (s SandboxFlags) Has(f SandboxFlags) bool { return s&f == f }

// ParseSandbox implements "parse a sandboxing directive": all flags, less those that the
// tokens release.
// https://html.spec.whatwg.org/multipage/browsers.html#parse-a-sandboxing-directive
func ParseSandbox(input string) SandboxFlags {
	flags := allSandboxFlags
	for token := range strings.FieldsFuncSeq(strings.ToLower(input), isASCIIWhitespace) {
		switch token {
		case "allow-popups":
			flags &^= SandboxedAuxiliaryNavigation | SandboxedCustomProtocols
		case "allow-top-navigation":
			flags &^= SandboxedTopLevelNavigationWithoutUserActivation |
				SandboxedTopLevelNavigationWithUserActivation | SandboxedCustomProtocols
		case "allow-top-navigation-by-user-activation":
			flags &^= SandboxedTopLevelNavigationWithUserActivation
		case "allow-same-origin":
			flags &^= SandboxedOrigin
		case "allow-forms":
			flags &^= SandboxedForms
		case "allow-pointer-lock":
			flags &^= SandboxedPointerLock
		case "allow-scripts":
			flags &^= SandboxedScripts | SandboxedAutomaticFeatures
		case "allow-popups-to-escape-sandbox":
			flags &^= SandboxPropagatesToAuxiliary
		case "allow-modals":
			flags &^= SandboxedModals
		case "allow-orientation-lock":
			flags &^= SandboxedOrientationLock
		case "allow-presentation":
			flags &^= SandboxedPresentation
		case "allow-downloads":
			flags &^= SandboxedDownloads
		case "allow-top-navigation-to-custom-protocols":
			flags &^= SandboxedCustomProtocols
		}
	}
	return flags
}

// CSPSandboxFlags implements "CSP-derived sandboxing flags": those of the last enforced policy
// with a sandbox directive.
// https://html.spec.whatwg.org/multipage/browsers.html#csp-derived-sandboxing-flags
func CSPSandboxFlags(list []*CSP) SandboxFlags {
	var flags SandboxFlags
	for _, p := range list {
		if p.Disposition != Enforce {
			continue
		}
		if d, ok := p.Directive("sandbox"); ok {
			flags = ParseSandbox(strings.Join(d.Value, " "))
		}
	}
	return flags
}

func isASCIIWhitespace(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || r == '\f' || r == '\r'
}
