package compare

import "encoding/json"

// A Trace holds the events that the engine reported, unread: the harness does
// not know the standards' steps.
type Trace []json.RawMessage
