import {word} from "./word.js";
postMessage([word, new URL(import.meta.url).pathname, typeof this, location.pathname]);
