/** Shows the pushes of the server, and opens their link when they are pressed. The text comes encrypted, and holds no name. */
self.addEventListener("push", (event) => {
  const { title = "安护 Anhu", body = "", url = "/alerts", tag, urgent = false } = event.data?.json() ?? {};
  const options = { body, tag, data: { url }, icon: "/mark.svg", requireInteraction: urgent, renotify: tag !== undefined && urgent };
  event.waitUntil(self.registration.showNotification(title, options));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.url || "/alerts"));
});
