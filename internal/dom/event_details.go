package dom

// The structs in this file hold what event interfaces add to Event. A field of type any that script supplies or sees holds
// what bindings convert: a kept JavaScript value, a Target, a *webidl.Exception; nil is the member's default.

// CustomDetail belongs to CustomEvent.
type CustomDetail struct{ Detail any }

// MessageDetail belongs to MessageEvent. Ports is a JavaScript array kept by bindings, or nil for none.
type MessageDetail struct {
	Data                any
	Origin, LastEventID string
	Source              any
	Ports               any
}

// ErrorDetail belongs to ErrorEvent.
type ErrorDetail struct {
	Message, Filename string
	Line, Column      uint32
	Error             any
}

// PromiseRejectionDetail belongs to PromiseRejectionEvent.
type PromiseRejectionDetail struct{ Promise, Reason any }

// PageTransitionDetail belongs to PageTransitionEvent.
type PageTransitionDetail struct{ Persisted bool }

// PageSwapDetail belongs to PageSwapEvent. Activation is a NavigationActivation, nil for null.
type PageSwapDetail struct{ Activation, ViewTransition any }

// PageRevealDetail belongs to PageRevealEvent.
type PageRevealDetail struct{ ViewTransition any }

// BeforeUnloadDetail belongs to BeforeUnloadEvent.
type BeforeUnloadDetail struct{ ReturnValue string }

// HashChangeDetail belongs to HashChangeEvent.
type HashChangeDetail struct{ OldURL, NewURL string }

// PopStateDetail belongs to PopStateEvent.
type PopStateDetail struct {
	State                 any
	HasUAVisualTransition bool
}

// StorageDetail belongs to StorageEvent; nil strings are null.
type StorageDetail struct {
	Key, OldValue, NewValue *string
	URL                     string
	StorageArea             any
}

// SecurityPolicyViolationDetail belongs to SecurityPolicyViolationEvent.
type SecurityPolicyViolationDetail struct {
	DocumentURI, Referrer, BlockedURI  string
	EffectiveDirective, OriginalPolicy string
	SourceFile, Sample, Disposition    string
	StatusCode                         uint16
	LineNumber, ColumnNumber           uint32
}

// ProgressDetail belongs to ProgressEvent.
type ProgressDetail struct {
	LengthComputable bool
	Loaded, Total    float64
}

// UIDetail belongs to UIEvent and, with the fields below the first, to the interfaces that inherit from it.
type UIDetail struct {
	View   any
	Detail int32

	ScreenX, ScreenY, ClientX, ClientY float64
	CtrlKey, ShiftKey, AltKey, MetaKey bool
	Button                             int16
	Buttons                            uint16
	Key, Code                          string
	Location                           uint32
	Repeat, IsComposing                bool
	Data                               *string
	InputType                          string
	Text                               string // data of composition and text events
	Which, CharCode, KeyCode           uint32
	Modifiers                          []string // keys that have no field, by their names
	MovementX, MovementY               float64

	DeltaX, DeltaY, DeltaZ float64
	DeltaMode              uint32

	PointerID, TiltX, TiltY, Twist int32
	Width, Height                  float64
	Pressure, TangentialPressure   float64
	PointerType                    string
	IsPrimary                      bool
}

// ToggleDetail belongs to ToggleEvent.
type ToggleDetail struct{ OldState, NewState string }

// AnimationDetail belongs to AnimationEvent and TransitionEvent; Name is that of the animation or the property.
type AnimationDetail struct {
	Name          string
	ElapsedTime   float64
	PseudoElement string
}

// SubmitDetail belongs to SubmitEvent; Submitter may be nil.
type SubmitDetail struct{ Submitter *Node }

// FormDataDetail belongs to FormDataEvent; FormData is the entry list.
type FormDataDetail struct{ FormData any }
