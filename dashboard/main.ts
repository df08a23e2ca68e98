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
createApp(App).use(createPinia()).use(i18n).use(router).mount("#app");
