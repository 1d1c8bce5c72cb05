package bindings

import (
	"slices"
	"sync"

	"github.com/exeunt/exeunt/internal/js"
)

// interfaces lists all interfaces, in the order in which a global gets them.
func interfaces() []*js.Class {
	return slices.Concat(
		[]*js.Class{
			EventTargetClass, NodeClass, DocumentClass, DOMImplementationClass, domParserClass, DocumentFragmentClass, ShadowRootClass, DocumentTypeClass, CharacterDataClass, TextClass, CDATASectionClass,
			CommentClass, ProcessingInstructionClass, ElementClass, NodeListClass, HTMLCollectionClass, DOMTokenListClass, domStringMapClass, cssStyleClass,
		},
		htmlInterfaces(), eventInterfaces(),
		[]*js.Class{
			AbortControllerClass, AbortSignalClass, DOMExceptionClass, QuotaExceededErrorClass, MutationObserverClass, MutationRecordClass,
			windowClass, locationClass, domStringListClass, barPropClass, screenClass, externalClass, historyClass, navigatorClass, userActivationClass, performanceClass,
			storageClass, messagePortClass, messageChannelClass, workerClass, sharedWorkerClass, featurePolicyClass,
			workerGlobalScopeClass, dedicatedWorkerGlobalScopeClass, sharedWorkerGlobalScopeClass, workerLocationClass, workerNavigatorClass,
			AttrClass, NamedNodeMapClass, keyboardClass, htmlMediaElementClass, performanceResourceTimingClass, performanceNavigationTimingClass,
			notRestoredReasonsClass, notRestoredReasonDetailsClass,
			HeadersClass, RequestClass, ResponseClass, FormDataClass, FetchLaterResultClass, ReadableStreamClass,
			URLClass, URLSearchParamsClass, BlobClass, FileClass, TextEncoderClass, TextDecoderClass, CryptoClass,
			broadcastChannelClass, FileListClass, FileReaderClass, performanceEntryClass, performanceMarkClass, performanceMeasureClass,
		},
		factoryClasses(), navigationInterfaces(), []*js.Class{consoleNamespace},
	)
}

// exposedOn finds the interfaces that a global of one of the kinds has.
// https://webidl.spec.whatwg.org/#dfn-exposed
func exposedOn(kinds ...string) []*js.Class {
	return slices.DeleteFunc(interfaces(), func(c *js.Class) bool {
		if c.Exposed == nil {
			return !slices.Contains(kinds, "Window")
		}
		return !slices.ContainsFunc(c.Exposed, func(kind string) bool { return slices.Contains(kinds, kind) })
	})
}

// What the kinds of global have.
var (
	windowInterfaces          = sync.OnceValue(func() []*js.Class { return exposedOn("Window") })
	dedicatedWorkerInterfaces = sync.OnceValue(func() []*js.Class { return exposedOn("Worker", "DedicatedWorker") })
	sharedWorkerInterfaces    = sync.OnceValue(func() []*js.Class { return exposedOn("Worker", "SharedWorker") })
)
