import { createPinia } from "pinia";
import { createApp } from "vue";
import App from "./App.vue";
import "./tokens.css";
import "./base.css";
import { i18n, startLanguage } from "./locales/index.ts";
import { surviveDeploys } from "./old-tab.ts";
import { router } from "./router.ts";

surviveDeploys(router);
await startLanguage();
const app = createApp(App).use(createPinia()).use(i18n).use(router);
// Until the first page is there, what index.html says stays.
await router.isReady();
app.mount("#app");
