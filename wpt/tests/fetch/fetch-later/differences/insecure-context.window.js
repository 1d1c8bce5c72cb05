test(() => assert_equals(typeof FetchLaterResult, "function"), "FetchLaterResult is exposed in insecure contexts too");
