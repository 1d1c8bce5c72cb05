package recording

import "github.com/exeunt/exeunt/deferred"

// The values of a state's objects.

// A Document is under "document/N".
type Document struct {
	URL                 string   `json:"url"`
	Origin              string   `json:"origin"`
	Navigable           string   `json:"navigable"`
	Readiness           string   `json:"readiness"`
	Visibility          string   `json:"visibility"`
	FullyActive         bool     `json:"fullyActive"`
	PageShowing         bool     `json:"pageShowing"`
	Salvageable         bool     `json:"salvageable"`
	UnloadCounter       int      `json:"unloadCounter,omitempty"`
	CompletelyLoaded    bool     `json:"completelyLoaded"`
	IsInitialAboutBlank bool     `json:"isInitialAboutBlank,omitempty"`
	Parsing             bool     `json:"parsing,omitempty"`
	Destroyed           bool     `json:"destroyed,omitempty"`
	Kept                bool     `json:"kept,omitempty"` // with its page in the back/forward cache
	HistoryLength       int      `json:"historyLength"`
	HistoryIndex        int      `json:"historyIndex"`
	Fetches             []string `json:"fetches,omitempty"` // of its fetch group, that are on their way
}

// A Navigable is under "navigable/ID".
type Navigable struct {
	Parent               string `json:"parent,omitempty"`
	Document             string `json:"document,omitempty"` // key of the active document
	IsClosing            bool   `json:"isClosing,omitempty"`
	IsDelayingLoadEvents bool   `json:"isDelayingLoadEvents,omitempty"`
	OngoingNavigation    string `json:"ongoingNavigation,omitempty"`
	CurrentStep          *int   `json:"currentStep,omitempty"`    // of a traversable
	TraversalQueue       int    `json:"traversalQueue,omitempty"` // algorithms that wait, of a traversable
	ReservedQuota        int64  `json:"reservedQuota,omitempty"`  // bytes, of its container
	Name                 string `json:"name,omitempty"`           // target name
	Opener               string `json:"opener,omitempty"`         // the navigable that opened it
	IsPopup              bool   `json:"isPopup,omitempty"`
}

// A History is under "history/ID" of a traversable.
type History []Entry

// An Entry is a session history entry.
type Entry struct {
	Navigable string `json:"navigable"`
	Step      int    `json:"step"` // -1 while pending
	URL       string `json:"url"`
	Document  string `json:"document,omitempty"`
}

// A DeferredFetch is under "deferred/N".
type DeferredFetch struct {
	Document string `json:"document"`
	Method   string `json:"method"`
	URL      string `json:"url"`
	State    string `json:"state"`
	Length   int64  `json:"length"` // bytes
}

// DeferredCounts is under "deferredCounts/N" of a document that has more deferred fetch records than are listed one by one.
type DeferredCounts struct {
	Pending int   `json:"pending"`
	Sent    int   `json:"sent"`
	Aborted int   `json:"aborted"`
	Bytes   int64 `json:"bytes"` // of the pending ones
}

// A Quota is under "quota/N" of a deferred-fetch control document: its pool, with all that takes from it. The pools of frames
// that have their own are under keys of their own.
type Quota struct {
	Document string `json:"document"`
	*deferred.Pool
}

// Queue is under "queue": the tasks that wait.
type Queue []QueuedTask

// A QueuedTask is a task that waits.
type QueuedTask struct {
	Source   string `json:"source"`
	Document string `json:"document,omitempty"`
	Waits    bool   `json:"waits,omitempty"` // its document is not fully active
	Cause    string `json:"cause,omitempty"`
}

// Timers is under "timers".
type Timers []Timer

// A Timer is a call that is due.
type Timer struct {
	Due   float64 `json:"due"` // milliseconds on the page's clock
	Cause string  `json:"cause,omitempty"`
}

// Cookies is under "cookies": "name=value; domain; path".
type Cookies []string

// A Worker is under "worker/N".
type Worker struct {
	URL     string   `json:"url"` // "" before it has a global object
	Name    string   `json:"name,omitempty"`
	Shared  bool     `json:"shared,omitempty"`
	Module  bool     `json:"module,omitempty"`
	Closing bool     `json:"closing,omitempty"`
	Paused  bool     `json:"paused,omitempty"` // a script of it stands still in the middle
	Owners  []string `json:"owners"`           // keys of documents and workers, oldest first
}

// A StorageArea is under "storage/local ORIGIN" or "storage/session NAVIGABLE ORIGIN" while it holds anything, with the top-level site
// where storage is partitioned.
type StorageArea struct {
	Kind         string `json:"kind"` // "local" or "session"
	Origin       string `json:"origin"`
	TopLevelSite string `json:"topLevelSite,omitempty"`
	CrossSite    bool   `json:"crossSite,omitempty"` // an ancestor is of another site
	Navigable    string `json:"navigable,omitempty"` // of sessionStorage: its traversable
	Length       int    `json:"length"`
}

// An Item of a storage area is under "item/N", in the order in which they were set first; of each area the first thousand. Key and value
// are cut to 256 bytes.
type Item struct {
	Area  string `json:"area"` // key of the StorageArea
	Key   string `json:"key"`
	Value string `json:"value"`
}
