package bindings

import (
	"slices"

	"github.com/exeunt/exeunt/internal/js"
)

func sortStrings(s []string) { slices.Sort(s) }

// windowInterfaces lists what a Window exposes.
func windowInterfaces() [][]*js.Class { return exposed }

var exposed [][]*js.Class

// The classes refer to each other through their members, so they are filled after the package's
// variables exist. Nothing else happens here.
func init() {
	exposed = [][]*js.Class{
		{EventTargetClass, NodeClass, DocumentClass, DOMImplementationClass, DocumentFragmentClass, ShadowRootClass, DocumentTypeClass, CharacterDataClass, TextClass, CDATASectionClass,
			CommentClass, ProcessingInstructionClass, ElementClass, NodeListClass, HTMLCollectionClass, DOMTokenListClass, domStringMapClass, cssStyleClass},
		htmlInterfaces(),
		eventInterfaces(),
		{AbortControllerClass, AbortSignalClass, DOMExceptionClass, QuotaExceededErrorClass, MutationObserverClass, MutationRecordClass},
		{windowClass, locationClass, domStringListClass, barPropClass, screenClass, externalClass, historyClass, navigatorClass, userActivationClass, performanceClass, storageClass, messagePortClass, messageChannelClass, workerClass, sharedWorkerClass, featurePolicyClass},
		{AttrClass, NamedNodeMapClass, keyboardClass, htmlMediaElementClass, performanceResourceTimingClass, performanceNavigationTimingClass, notRestoredReasonsClass, notRestoredReasonDetailsClass},
		{HeadersClass, RequestClass, ResponseClass, FormDataClass, FetchLaterResultClass, ReadableStreamClass},
		{URLClass, URLSearchParamsClass, BlobClass, FileClass, TextEncoderClass, TextDecoderClass, CryptoClass},
		exposedEverywhere(), factoryClasses(), navigationInterfaces(),
	}
}

// WindowHandlerMembers are the event handler IDL attributes of Window.
func WindowHandlerMembers() []js.Member {
	return concatMembers(GlobalEventHandlers, WindowEventHandlers)
}
