import type { CustodyStageKey, CustodyView } from "../../domain/custody-view.ts";

/** Words of the custody paper. */
export interface CustodyWords {
  readonly title: string;
  readonly made: string;
  readonly facility: string;
  readonly resident: string;
  readonly room: string;
  readonly rule: string;
  readonly severity: Readonly<Record<CustodyView["severity"], string>>;
  readonly severityTitle: string;
  readonly outcomeTitle: string;
  readonly outcome: Readonly<Record<NonNullable<CustodyView["outcome"]>, string>>;
  readonly open: string;
  readonly stages: Readonly<Record<CustodyStageKey, string>>;
  readonly columns: readonly [stage: string, at: string, since: string, total: string, who: string];
  readonly targets: string;
  readonly target: Readonly<Record<CustodyView["targets"][number]["key"], string>>;
  readonly met: string;
  readonly missed: string;
  readonly undecided: string;
  readonly pushes: string;
  readonly pushColumns: readonly [
    to: string,
    channel: string,
    queued: string,
    sent: string,
    accepted: string,
    reached: string,
    answered: string,
    failed: string,
  ];
  readonly channel: Readonly<Record<CustodyView["pushes"][number]["channel"], string>>;
  readonly audit: string;
  readonly auditColumns: readonly [seq: string, at: string, action: string, role: string, hash: string];
  readonly auditPart: string;
  readonly check: string;
  readonly none: string;
  readonly page: string;
}
export const CUSTODY_WORDS: Readonly<Record<"zh-CN" | "en", CustodyWords>> = {
  "zh-CN": {
    ...{
      title: "告警处置全程记录",
      made: "打印时间",
      facility: "机构",
      resident: "老人",
      room: "房间",
      rule: "事由",
      severityTitle: "级别",
    },
    severity: { info: "提示", warning: "警告", critical: "危急" },
    outcomeTitle: "结果",
    outcome: { true: "真", false: "误报", test: "测试", notUrgent: "非紧急", unknown: "不明" },
    open: "尚未结束",
    stages: {
      ...{
        observed: "设备测得",
        received: "服务器收到",
        raised: "发起告警",
        queued: "待发送",
        sent: "首次发出",
        accepted: "对方系统已接收",
      },
      ...{
        delivered: "已送达",
        opened: "已打开",
        answered: "首次有人应答",
        onSite: "到场：我去",
        medical: "医疗：已接手",
        arrived: "到达床边",
        resolved: "结束",
      },
    },
    columns: ["阶段", "时间", "距上一阶段", "距收到", "人员"],
    targets: "目标（行业标准）",
    target: { answered60: "60 秒内有人应答", answered180: "180 秒内有人应答", arrived45: "45 分钟内到达", arrived60: "60 分钟内到达" },
    ...{ met: "达到", missed: "未达到", undecided: "—", pushes: "推送" },
    pushColumns: ["收件方", "渠道", "待发送", "发出", "接收", "送达/打开", "应答", "失败"],
    channel: {
      ...{
        webhook: "系统接口",
        screen: "屏幕",
        wecom: "企业微信",
        dingtalk: "钉钉",
        feishu: "飞书",
        sms: "短信",
        voice: "电话",
        email: "邮件",
      },
      ...{ wechat: "微信", webPush: "浏览器", annunciator: "声光提示" },
    },
    audit: "审计日志条目（可与日志链核对）",
    auditColumns: ["序号", "时间", "动作", "角色", "SHA-256"],
    auditPart: "此处未列出全部条目。",
    check: "核对方法：在服务器上运行 anhu audit verify，再比对上表的序号与 SHA-256。时间为北京时间。",
    ...{ none: "无", page: "第 {page} 页，共 {pages} 页" },
  },
  en: {
    ...{
      title: "Custody of an alert",
      made: "Printed",
      facility: "Facility",
      resident: "Resident",
      room: "Room",
      rule: "About",
      severityTitle: "Severity",
    },
    severity: { info: "information", warning: "warning", critical: "critical" },
    outcomeTitle: "Outcome",
    outcome: { true: "true alarm", false: "false alarm", test: "test", notUrgent: "not urgent", unknown: "unknown" },
    open: "not closed yet",
    stages: {
      ...{
        observed: "Measured by the device",
        received: "Received by the server",
        raised: "Alert raised",
        queued: "Queued",
        sent: "First sent",
      },
      ...{ accepted: "Taken by the other system", delivered: "Delivered", opened: "Opened", answered: "First answer of a person" },
      ...{ onSite: "On site: on the way", medical: "Medical: taken", arrived: "At the bedside", resolved: "Closed" },
    },
    columns: ["Stage", "Time", "Since the one before", "Since received", "Who"],
    targets: "Targets (of the trade)",
    target: {
      answered60: "A person answers in 60 s",
      answered180: "A person answers in 180 s",
      arrived45: "At the bedside in 45 min",
      arrived60: "At the bedside in 60 min",
    },
    ...{ met: "kept", missed: "not kept", undecided: "—", pushes: "Pushes" },
    pushColumns: ["To", "Channel", "Queued", "Sent", "Taken", "Delivered / opened", "Answered", "Failed"],
    channel: {
      ...{
        webhook: "webhook",
        screen: "screen",
        wecom: "WeCom",
        dingtalk: "DingTalk",
        feishu: "Feishu",
        sms: "SMS",
        voice: "phone",
        email: "e-mail",
      },
      ...{ wechat: "WeChat", webPush: "browser", annunciator: "siren, light" },
    },
    audit: "Entries of the audit log (to be compared with its chain)",
    auditColumns: ["No.", "Time", "Action", "Role", "SHA-256"],
    auditPart: "Not all entries are listed here.",
    check: "To check: run anhu audit verify on the server, then compare the numbers and SHA-256 above. Times are Beijing time.",
    ...{ none: "none", page: "page {page} of {pages}" },
  },
};
