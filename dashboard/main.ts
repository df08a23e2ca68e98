import { createPinia } from "pinia";
import { createApp } from "vue";
import App from "./App.vue";
import "./tokens.css";
import "./base.css";
import { i18n, startLanguage } from "./locales/index.ts";
import { router } from "./router.ts";

await startLanguage();
createApp(App).use(createPinia()).use(i18n).use(router).mount("#app");
