/** Why the server refused. */
export const problemZhCN = {
  FORBIDDEN: "您没有做这件事的权限，请找有权限的同事",
  BAD_INPUT: "服务器没有接受，请核对填写的内容",
  CONFLICT: "别人已经先改了，请再看一遍",
  CONFLICT_BY: "{who}已经先做了，请再看一遍",
  ALERT_CLOSED: "这条告警已经解除",
  PERSON_REQUIRED: "要由有姓名的人来做，请用自己的账号登录",
  REASON_REQUIRED: "请写原因",
  MUST_PAGE: "这一类呼叫从不静音",
  PRESSED_TOO_LONG_AGO: "按下的时间太久了，请再按一次",
  PASSWORD_EXPIRED: "这个密码给您已经超过 {hours} 小时，不能再用了。请向院长或管理员要一个新密码。",
  TOO_MANY: "请求太多，请等一会儿再试",
  RECORDS_UNAVAILABLE: "记录暂时不能写入，没有保存，请再试",
  retry: "服务器没有回应，可能没有保存，请再试",
};
