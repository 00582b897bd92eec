### 申请人看到的各项原因说明（简体中文），对应 crates/domain/data/reasons.toml。
### 参数与英文版相同，见 ../en/reasons.ftl 开头的说明。
### 写法：不说“请”“抱歉”“无效”，不责怪人，不用行话；先说我们看到了什么，再说怎么做。
### 语句里的引号用“”，日期、数值由程序按中文习惯写好后传入。

## 文中提到的两个操作，按钮也用这两条

action-dispute = 识别有误
action-talk_to_person = 联系人工

## 字段

field-surname = 姓
field-given_names = 名
field-full_name = 姓名
field-document_number = 证件号码
field-personal_number = 身份号码
field-birth_date = 出生日期
field-expiry_date = 到期日期
field-issue_date = 签发日期
field-sex = 性别
field-nationality = 国籍
field-issuing_country = 签发国家或地区
field-authority = 签发机关
field-address = 住址

## 页面

page-front = 正面
page-back = 背面
page-details = 资料页

## 证件种类

kind-passport = 护照
kind-id_card = 身份证
kind-driving_licence = 驾驶证
kind-residence_permit = 居留证件
kind-visa = 签证
kind-other = 其他证件

## 轻重

severity-blocking = 需要处理
severity-advisory = 建议改进

## 各类别的通用说明：遇到未知代码，或原因已转入另一类别时使用

reason-class-R-title = 需要重新拍一张
reason-class-R-saw = 这张照片有一处{ $has_field ->
        [yes] （{ $field }）
       *[no] {""}
    }影响了核对。{ $has_measure ->
        [yes] 测得 { $measured }，界限是 { $threshold }。
       *[no] {""}
    }
reason-class-R-do = 还是这份证件，放平，在光线好的地方重拍一张，四个角都要拍到。第二次还不行，就由工作人员接手。

reason-class-E-title = 填写的内容与证件对不上
reason-class-E-saw = { $has_read ->
        [yes] 您填的是“{ $typed }”，我们从证件上读到的是“{ $read }”。
       *[no] 您填写的内容{ $has_field ->
            [yes] （{ $field }）
           *[no] {""}
        }与我们从证件上读到的不一样。
    }
reason-class-E-do = 如果证件上是对的，改一下填写的内容。如果是我们读错了，点“{ action-dispute }”，由工作人员查看，不用重新上传，也不占用提交次数。

reason-class-D-title = 需要换一份证件
reason-class-D-saw = 这份证件不能用于本次验证。
reason-class-D-do = 从列出的证件中另选一份。如果一份都没有，点“{ action-talk_to_person }”。

reason-class-H-title = 需要工作人员看一下
reason-class-H-saw = 您提交的内容已经收到。作出决定之前，会先由工作人员查看。
reason-class-H-do = 您现在不用做什么。想补充说明的话，点“{ action-talk_to_person }”。

reason-class-S-title = 问题在我们这边，正在处理
reason-class-S-saw = 我们的系统有一部分没有完成工作。您的资料都在，也不占用提交次数。
reason-class-S-do = 您不用做什么。系统会自动重试，有结果马上告诉您。

reason-class-F-title = 这次验证无法继续
reason-class-F-saw = 有一项条件没有满足。最终决定由工作人员作出并署名，不会只由机器决定。
reason-class-F-do = 您可以申诉：写明不同意的理由，附上能说明情况的材料。有疑问就点“{ action-talk_to_person }”。

## file.*：文件本身

reason-file-format-title = 这种文件打不开
reason-file-format-saw = 我们看了文件的内容，里面没有能够读取的图片。
reason-file-format-do = 重新给证件拍张照片，或上传 JPEG、PNG、WebP、HEIC 图片，也可以是只含照片、不带自动运行内容的 PDF。

reason-file-too_large-title = 文件太大
reason-file-too_large-saw = { $has_measure ->
        [yes] 这个文件有 { $measured }，上限是 { $threshold }。
       *[no] 这个文件超过了我们能接收的大小。
    }
reason-file-too_large-do = 用相机的普通画质重拍一张，或把图片缩小后再上传，证件要保持完整。

reason-file-too_small-title = 图片太小，看不清内容
reason-file-too_small-saw = { $has_measure ->
        [yes] 这张图片只有 { $measured }，至少需要 { $threshold }。
       *[no] 这张图片的细节太少，读不出内容。
    }它可能只是原图的缩略图。
reason-file-too_small-do = 上传相机里的原图，或重新拍一张。

reason-file-corrupt-title = 文件打不开
reason-file-corrupt-saw = 文件是空的，或者缺了一部分，我们没有看到图片。
reason-file-corrupt-do = 再上传一次。如果还是这样，就重新拍一张。

reason-file-encrypted-title = 文件设了密码
reason-file-encrypted-saw = 打开这个文件需要密码，我们看不到里面的内容。
reason-file-encrypted-do = 另存一份不带密码的文件再上传，或直接给证件拍照。不要把密码发给我们。

reason-file-too_many-title = 页数多了
reason-file-too_many-saw = { $has_measure ->
        [yes] 您上传了 { $measured }，最多可以收 { $threshold }。
       *[no] 上传的文件或页数超过了这一步能收的数量。
    }
reason-file-too_many-do = 只留下{ $has_page ->
        [yes] { $page }
       *[no] 本页写明需要的部分
    }，其余的移除。

reason-file-already_declined-title = 这张照片已经检查过
reason-file-already_declined-saw = { $has_date ->
        [yes] 这就是您在{ $date }上传的那张照片。
       *[no] 这张照片您之前上传过。
    }当时发现的问题还在，列在下面。
reason-file-already_declined-do = 先看看上次的原因，再重新拍一张。如果您觉得照片没有问题，点“{ action-talk_to_person }”。

## image.*：照片拍得怎样

reason-image-blurred-title = { $has_field ->
        [yes] { $field }拍得模糊
       *[no] 照片模糊
    }
reason-image-blurred-saw = { $has_field ->
        [yes] { $field }一带的字迹不清晰，读不出来。
       *[no] { $has_page ->
            [yes] { $page }
           *[no] 证件上
        }的字迹不清晰，读不出来。
    }{ $has_measure ->
        [yes] 清晰度是 { $measured }，至少需要 { $threshold }。
       *[no] {""}
    }
reason-image-blurred-do = 擦一擦镜头，手肘撑在桌上，点一下屏幕上的证件来对焦。拿稳手机，拍完再动。

reason-image-glare-title = { $has_field ->
        [yes] 反光挡住了{ $field }
       *[no] 反光挡住了一部分证件
    }
reason-image-glare-saw = 一片反光盖住了{ $has_field ->
        [yes] { $field }
       *[no] 标出位置的内容
    }。{ $has_measure ->
        [yes] 反光占 { $measured }，不超过 { $threshold } 就可以。
       *[no] {""}
    }
reason-image-glare-do = 关掉闪光灯，把证件稍微倾斜，或离灯远一点，直到白斑消失再拍。

reason-image-too_dark-title = { $has_field ->
        [yes] 光线太暗，看不清{ $field }
       *[no] 照片太暗
    }
reason-image-too_dark-saw = { $has_field ->
        [yes] { $field }
       *[no] { $has_page ->
            [yes] { $page }
           *[no] 证件上
        }
    }的光线不够，字和底色分不开。{ $has_measure ->
        [yes] 测得 { $measured }，界限是 { $threshold }。
       *[no] {""}
    }
reason-image-too_dark-do = 到窗边或开灯重拍，不开闪光灯，也别让自己的影子落在证件上。

reason-image-overexposed-title = { $has_field ->
        [yes] 光线太强，看不清{ $field }
       *[no] 照片太亮
    }
reason-image-overexposed-saw = 强光下，{ $has_field ->
        [yes] { $field }
       *[no] 证件的一部分
    }变成了一片白。{ $has_measure ->
        [yes] 测得 { $measured }，界限是 { $threshold }。
       *[no] {""}
    }
reason-image-overexposed-do = 避开直射的阳光和灯光，关掉闪光灯。点一下屏幕上的证件，让相机调好亮度，再拍一张。

reason-image-low_resolution-title = 证件在照片里太小
reason-image-low_resolution-saw = 证件只占照片的一小部分，小字看不清。{ $has_measure ->
        [yes] 证件的分辨率是 { $measured }，至少需要 { $threshold }。
       *[no] {""}
    }
reason-image-low_resolution-do = 靠近一些，让证件占满画面，四边留一点空。不要用变焦放大。

reason-image-grayscale-title = 需要彩色照片
reason-image-grayscale-saw = 收到的照片是黑白的。{ $has_measure ->
        [yes] 色彩是 { $measured }，至少需要 { $threshold }。
       *[no] {""}
    }
reason-image-grayscale-do = 关掉黑白滤镜，对着证件本身拍一张彩色照片。

reason-image-cut_off-title = 证件没有拍全
reason-image-cut_off-saw = { $has_page ->
        [yes] { $page }
       *[no] 证件
    }有边或角在画面之外{ $has_field ->
        [yes] ，{ $field }不完整
       *[no] {""}
    }。
reason-image-cut_off-do = 手机拿远一点，四个角都拍进来，四周露出一点桌面。

reason-image-covered-title = { $has_field ->
        [yes] { $field }被挡住了
       *[no] 证件有一部分被挡住了
    }
reason-image-covered-saw = 手指、贴纸或卡套挡住了{ $has_field ->
        [yes] { $field }
       *[no] 标出的位置
    }。
reason-image-covered-do = 把证件从卡套里取出来，平放在桌上，手指移开后重拍。

reason-image-perspective-title = 拍摄角度太斜
reason-image-perspective-saw = 从侧面拍，字会挤在一起。{ $has_measure ->
        [yes] 倾斜了 { $measured }，不超过 { $threshold } 就可以。
       *[no] {""}
    }
reason-image-perspective-do = 把证件放平，手机举在正上方，让证件的边和屏幕的边对齐。

reason-image-no_document-title = 照片里没有找到证件
reason-image-no_document-saw = 我们想找{ $has_page ->
        [yes] 证件的{ $page }
       *[no] 您的证件
    }，但没有看到它的轮廓和文字。
reason-image-no_document-do = 把证件放在颜色不同的纯色平面上，从正上方拍，四个角都要拍到。

reason-image-many_documents-title = 照片里不止一份证件
reason-image-many_documents-saw = 同一张照片里有好几份证件，或把正反面拍在了一起。
reason-image-many_documents-do = 每张照片只拍一面，旁边不放别的东西。{ $has_page ->
        [yes] 这里需要的是{ $page }。
       *[no] {""}
    }

reason-image-overlay-title = 照片上加了别的内容
reason-image-overlay-saw = { $has_field ->
        [yes] { $field }
       *[no] 照片
    }上有文字、标志或水印，不是证件本身的内容。
reason-image-overlay-do = 拍好后原样上传，不加文字、印记和滤镜。有些应用会自动加水印，改用手机自带的相机就好。

## capture.*：照片是怎么来的

reason-capture-screenshot-title = 这张图看起来是截图
reason-capture-screenshot-saw = 图片像是屏幕截图或导出的文件，这里需要的是证件实物的照片。
reason-capture-screenshot-do = 把证件实物放在桌上，用相机拍一张。

reason-capture-screen_photo-title = 这张照片看起来拍的是屏幕
reason-capture-screen_photo-saw = 照片里有屏幕的纹路，这里需要的是证件实物的照片。
reason-capture-screen_photo-do = 把证件实物放在桌上拍一张。如果拍的就是实物，却再次看到这条提示，会由工作人员查看。

reason-capture-paper_copy-title = 这张照片看起来拍的是复印件
reason-capture-paper_copy-saw = 图片像是复印件或打印件，不是证件原件。
reason-capture-paper_copy-do = 拍一张证件原件。原件不在身边的话，可以稍后再来，或点“{ action-talk_to_person }”。

reason-capture-edited-title = 需要未经处理的原照片
reason-capture-edited-saw = 这个文件在拍摄之后被软件另存过，裁剪一下或加个滤镜就会这样。
reason-capture-edited-do = 重新拍一张，不经过其他应用，直接上传。

## doc.*：证件

reason-doc-front_missing-title = 还差正面
reason-doc-front_missing-saw = 我们还没有收到证件正面的照片。
reason-doc-front_missing-do = 拍下有头像的一面（居民身份证是人像面）。已经上传的照片会保留。

reason-doc-back_missing-title = 还差背面
reason-doc-back_missing-saw = 我们还没有收到证件背面的照片。
reason-doc-back_missing-do = 把证件翻过来，拍下没有头像的一面（居民身份证是国徽面）。已经上传的照片会保留。

reason-doc-wrong_page-title = { $has_page ->
        [yes] 这里需要{ $page }
       *[no] 这里需要另一页
    }
reason-doc-wrong_page-saw = 照片里的这一页，不是这一步需要的那一页。
reason-doc-wrong_page-do = 拍下{ $has_page ->
        [yes] { $page }
       *[no] 上面写明的那一页
    }，在这里上传。

reason-doc-same_side_twice-title = 两张照片是同一面
reason-doc-same_side_twice-saw = 您上传的两张照片拍的是证件的同一面。
reason-doc-same_side_twice-do = 把证件翻过来，拍下{ $has_page ->
        [yes] { $page }
       *[no] 另一面
    }。第一张照片会保留。

reason-doc-sides_differ-title = 两面好像不是同一份证件
reason-doc-sides_differ-saw = { $has_field ->
        [yes] 两面的{ $field }不一样。
       *[no] 两面的内容对不上。
    }可能拍的是两份证件，也可能是我们读错了其中一面。
reason-doc-sides_differ-do = 拿同一份证件，先后拍下正反两面。

reason-doc-type_unsupported-title = 这里不收这种证件
reason-doc-type_unsupported-saw = 我们认出了这份证件，但本次验证可用的证件里没有这一种。
reason-doc-type_unsupported-do = 从列出的证件中选一种。如果一种都没有，点“{ action-talk_to_person }”。

reason-doc-country_unsupported-title = 这里不收该签发地的证件
reason-doc-country_unsupported-saw = 本次验证可用的证件里，没有这个国家、地区或机关签发的证件。
reason-doc-country_unsupported-do = 从列出的证件中选一种，例如护照。如果一种都没有，点“{ action-talk_to_person }”。

reason-doc-not_as_selected-title = 证件与您选的不一样
reason-doc-not_as_selected-saw = { $has_read ->
        [yes] 您选的是“{ $typed }”，照片上看到的是“{ $read }”。
       *[no] 证件的种类或签发地与您选的不同。
    }
reason-doc-not_as_selected-do = 重新选择证件，或拍您原来选的那一份。如果是我们认错了，点“{ action-dispute }”，由工作人员查看。

reason-doc-expired-title = { $has_date ->
        [yes] 证件已于{ $date }到期
       *[no] 证件已经过期
    }
reason-doc-expired-saw = { $has_date ->
        [yes] 我们读到的到期日期是{ $date }，这一天已经过去。
       *[no] 我们读到的到期日期已经过去。
    }
reason-doc-expired-do = 换一份没有过期的证件。如果证件上印的是别的日期，点“{ action-dispute }”，由工作人员查看，不占用提交次数。

reason-doc-expires_soon-title = 证件快要到期
reason-doc-expires_soon-saw = { $has_date ->
        [yes] 到期日期是{ $date }。
       *[no] 到期日期已经很近。
    }{ $has_measure ->
        [yes] 还剩 { $measured }，至少需要 { $threshold }。
       *[no] {""}
    }
reason-doc-expires_soon-do = 换一份期限更长的证件，或换领新证后再来。如果证件上印的是别的日期，点“{ action-dispute }”。

reason-doc-dates_invalid-title = 证件上的日期对不上
reason-doc-dates_invalid-saw = { $has_date ->
        [yes] 我们读到的{ $has_field ->
            [yes] { $field }是{ $date }
           *[no] 日期是{ $date }
        }，与证件上的其他日期对不上。
       *[no] 我们读到的几个日期互相矛盾{ $has_field ->
            [yes] ，其中包括{ $field }
           *[no] {""}
        }。
    }多半是我们读错了数字。
reason-doc-dates_invalid-do = 重新拍一张，每个日期都要清晰、没有反光。如果再次读成这样，由工作人员查看。

reason-doc-damaged-title = 证件磨损，看不清
reason-doc-damaged-saw = { $has_field ->
        [yes] { $field }因磨损或破裂看不清。
       *[no] 证件有一部分因磨损或破裂看不清。
    }
reason-doc-damaged-do = 从列出的证件中换一份。如果只有这一份，点“{ action-talk_to_person }”。

reason-doc-invalidated-title = 证件上有停用的标记
reason-doc-invalidated-saw = 我们看到打孔、剪角或印章，换发新证时，旧证上常有这样的标记。
reason-doc-invalidated-do = 使用现在的证件。如果这就是您现在的证件，点“{ action-talk_to_person }”。

reason-doc-digital_only-title = 需要实体证件
reason-doc-digital_only-saw = 图片里是电子证件，本次验证只收实体的卡片、本册或纸质证件。
reason-doc-digital_only-do = 给实体证件拍张照片。如果没有实体证件，点“{ action-talk_to_person }”。

reason-doc-unsigned-title = 证件上还没有签名
reason-doc-unsigned-saw = 持证人签名处是空的，这份证件需要本人签名。
reason-doc-unsigned-do = 在标出的位置签名，然后重拍一张。如果证件上没有签名的地方，点“{ action-talk_to_person }”。

reason-doc-no_portrait-title = 看不到证件上的头像
reason-doc-no_portrait-saw = 照片里的证件没有头像，或头像不清楚。
reason-doc-no_portrait-do = 重拍{ $has_page ->
        [yes] { $page }
       *[no] 有头像的一面
    }，头像上不要有影子和反光。如果证件上本来就没有头像，从列出的证件中换一份。

reason-doc-language-title = 我们暂时读不了这种文字
reason-doc-language-saw = 证件使用的文字，我们目前还读不了。
reason-doc-language-do = 从列出的证件中换一份，或附上经过公证的译文。如果都没有，点“{ action-talk_to_person }”。

reason-doc-specimen-title = 这份证件看起来是样本
reason-doc-specimen-saw = 我们看到了只用于样本的标记或签发方，个人证件上不会有。
reason-doc-specimen-do = 拍您本人的证件。如果这就是您本人的证件，点“{ action-talk_to_person }”。

reason-doc-chip_unread-title = 没有读到证件芯片
reason-doc-chip_unread-saw = 手机与证件芯片接触的时间不够长。
reason-doc-chip_unread-do = 取下手机壳，把手机平放在证件上，两样都别动。如果页面上可以跳过这一步，也可以跳过。

## read.*：没有读出来的内容

reason-read-field_unreadable-title = { $has_field ->
        [yes] 没有读清{ $field }
       *[no] 证件有一处没有读清
    }
reason-read-field_unreadable-saw = { $has_field ->
        [yes] { $field }
       *[no] 标出位置
    }的字不够清楚，我们没有把握。{ $has_measure ->
        [yes] 把握是 { $measured }，至少需要 { $threshold }。
       *[no] {""}
    }
reason-read-field_unreadable-do = 重拍一张{ $has_page ->
        [yes] { $page }
       *[no] {""}
    }，让这个位置清晰，没有反光，也不被手指挡住。也可以把内容填上，由工作人员核对。

reason-read-mrz_missing-title = 没有找到带 < 号的几行字符
reason-read-mrz_missing-saw = { $has_page ->
        [yes] 在{ $page }，
       *[no] {""}
    }我们没有找到由字母、数字和 < 号组成的两三行字符。
reason-read-mrz_missing-do = 重拍一张，把这几行完整、清晰地拍进来。护照上，它们在头像页的最下方；卡片上，一般在背面。

reason-read-mrz_check_digit-title = 带 < 号的几行没有读准
reason-read-mrz_check_digit-saw = 这几行里有用来核对的数字，我们读出来的结果{ $has_field ->
        [yes] 在{ $field }处
       *[no] {""}
    }对不上。多半是我们读错了一个字符。
reason-read-mrz_check_digit-do = 重拍一张，让这几行平整、清晰、没有反光。如果还是这样，由工作人员来读。

reason-read-barcode-title = 没有读出条码
reason-read-barcode-saw = 我们找到了{ $has_page ->
        [yes] { $page }的
       *[no] {""}
    }条码，但线条不够清楚，读不出来。
reason-read-barcode-do = 把证件放平，从正上方靠近拍，让条码的线条清晰。如果还是读不出来，继续下一步就好，由工作人员来读。

## data.*：填写的内容与证件

reason-data-name_mismatch-title = { $has_field ->
        [yes] 填写的{ $field }与证件不同
       *[no] 填写的姓名与证件不同
    }
reason-data-name_mismatch-saw = { $has_read ->
        [yes] 您填的是“{ $typed }”，我们从证件上读到的是“{ $read }”。
       *[no] 您填写的姓名与我们从证件上读到的不一样。
    }
reason-data-name_mismatch-do = 如果证件上是对的，照证件改一下。如果是我们读错了，点“{ action-dispute }”，由工作人员查看，不用重新上传。

reason-data-name_incomplete-title = 需要填写完整的姓名
reason-data-name_incomplete-saw = 填写的姓名太短，没法核对。
reason-data-name_incomplete-do = 照证件填写完整的姓名，不用缩写或简称。如果这就是您的全名，点“{ action-dispute }”，由工作人员查看。

reason-data-dob_mismatch-title = 填写的出生日期与证件不同
reason-data-dob_mismatch-saw = { $has_read ->
        [yes] 您填的是{ $typed }，我们从证件上读到的是{ $read }。
       *[no] 您填写的出生日期与我们从证件上读到的不一样。
    }
reason-data-dob_mismatch-do = 年、月、日逐项核对，如果证件上是对的，改一下填写的内容。如果是我们读错了，点“{ action-dispute }”，由工作人员查看，不用重新上传。

reason-data-number_mismatch-title = { $has_field ->
        [yes] 填写的{ $field }与证件不同
       *[no] 填写的号码与证件不同
    }
reason-data-number_mismatch-saw = { $has_read ->
        [yes] 您填的是“{ $typed }”，我们从证件上读到的是“{ $read }”。
       *[no] 您填写的号码与我们从证件上读到的不一样。
    }0 和 O、1 和 I 很容易看混，我们也会看混。
reason-data-number_mismatch-do = 一位一位核对，如果证件上是对的，改一下填写的内容。如果是我们读错了，点“{ action-dispute }”，由工作人员查看，不用重新上传。

reason-data-address_mismatch-title = 填写的住址与证件不同
reason-data-address_mismatch-saw = { $has_read ->
        [yes] 您填的是“{ $typed }”，我们从证件上读到的是“{ $read }”。
       *[no] 您填写的住址与证件上的不一样。
    }
reason-data-address_mismatch-do = 改一下填写的住址；如果您搬了家，就补一份现住址的证明。如果是我们读错了，点“{ action-dispute }”，由工作人员查看。

reason-data-nationality_mismatch-title = 所选国籍与证件不同
reason-data-nationality_mismatch-saw = { $has_read ->
        [yes] 您选的是“{ $typed }”，我们从证件上读到的是“{ $read }”。
       *[no] 您选的国籍与我们从证件上读到的不一样。
    }
reason-data-nationality_mismatch-do = 按这份证件上的国籍选择。如果您有不止一个国籍，留言告诉我们。如果是我们读错了，点“{ action-dispute }”，由工作人员查看。

reason-data-document_conflict-title = { $has_field ->
        [yes] { $field }读出了两种结果
       *[no] 同一项内容读出了两种结果
    }
reason-data-document_conflict-saw = 有些内容在证件上不止出现一次，我们读出的结果不一致。常常是我们读错了其中一处，所以由工作人员来比对。
reason-data-document_conflict-do = 您现在不用做什么。如果愿意，可以补一张更清晰的照片，这样可能会快一些。

reason-data-underage-title = 还没有到这项服务的最低年龄
reason-data-underage-saw = { $has_measure ->
        [yes] 按我们手上的出生日期，年龄是 { $measured }，最低要求是 { $threshold }。
       *[no] 按我们手上的出生日期，还没有到这项服务的最低年龄。
    }{ $has_date ->
        [yes] { $date }起可以再来。
       *[no] 到了年龄就可以再来。
    }
reason-data-underage-do = 如果出生日期不对，改一下，或点“{ action-dispute }”，由工作人员查看。是否最终不通过，由工作人员决定并署名，您可以申诉。

## registry.*：向其他来源核对

reason-registry-no_record-title = 官方登记中没有查到
reason-registry-no_record-saw = 我们查询了官方登记，没有与您填写的内容相符的记录。新办或刚变更的信息，可能还没有登记进去。
reason-registry-no_record-do = 核对写法和号码，或从列出的材料中补一份证明。如果是我们从证件上读错了，点“{ action-dispute }”，由工作人员查看。

reason-registry-mismatch-title = { $has_field ->
        [yes] { $field }与官方登记不同
       *[no] 有一项与官方登记不同
    }
reason-registry-mismatch-saw = { $has_field ->
        [yes] 我们手上的{ $field }与官方登记的不一样。
       *[no] 我们手上有一项内容与官方登记的不一样。
    }
reason-registry-mismatch-do = 改一下填写的内容；如果登记还没有更新，就补一份证明。如果是我们从证件上读错了，点“{ action-dispute }”，由工作人员查看。

reason-registry-unavailable-title = 官方登记暂时查不了，我们会继续查
reason-registry-unavailable-saw = 需要查询的官方登记没有回应。您的资料都在，也不占用提交次数。
reason-registry-unavailable-do = 您不用做什么。我们正在处理，系统会自动再查，有结果马上告诉您。

## face.*：自拍

reason-face-not_found-title = 没有找到人脸
reason-face-not_found-saw = 画面里没有完整的脸。
reason-face-not_found-do = 手机举到与眼睛一样高，脸放进椭圆框里。取下口罩、墨镜和帽子；因信仰佩戴的头巾可以保留，露出面部就好。

reason-face-many-title = 画面里不止一张脸
reason-face-many-saw = 我们看到了好几张脸，身后的海报或照片也会算进来。
reason-face-many-do = 站在没有图案的墙前面，画面里只有您一个人，再试一次。

reason-face-quality-title = 看不清您的脸
reason-face-quality-saw = 脸部太暗、模糊、没有正对镜头，或被挡住了一部分。{ $has_measure ->
        [yes] 测得 { $measured }，界限是 { $threshold }。
       *[no] {""}
    }
reason-face-quality-do = 按画面上标出的提示调整。面向窗户，正视镜头，保持不动。

reason-face-mismatch-title = 自拍与证件头像没有比对上
reason-face-mismatch-saw = 两张照片不够相像，我们还不能确定。光线、眼镜、胡须，或头像年代较久，都可能造成这种情况。
reason-face-mismatch-do = 在光线均匀的地方重新自拍，不戴眼镜，正视前方。如果还不能确定，由工作人员比对。

reason-face-liveness-title = 还不能确认是您本人在镜头前
reason-face-liveness-saw = 从这段录像还看不出是现场拍摄的。光线不好或网速慢，都可能造成这种情况。
reason-face-liveness-do = 在光线均匀的地方再试一次，或换用页面上的另一种方式。如果还不行，由工作人员协助您。

## device.*：手机或电脑

reason-device-camera-title = 相机没有打开
reason-device-camera-saw = 浏览器没有拿到相机的画面：相机可能没有授权、不存在，或正被其他应用使用。这不占用提交次数。
reason-device-camera-do = 在浏览器设置里允许使用相机，再刷新本页。也可以直接上传照片，或凭页面上的代码换一台设备继续，资料都在。

## poa.*：住址证明

reason-poa-unsuitable-title = { $has_field ->
        [yes] 这份证明上没有{ $field }
       *[no] 需要换一份住址证明
    }
reason-poa-unsuitable-saw = { $has_field ->
        [yes] 我们在这份材料上没有找到{ $field }。
       *[no] 可用的住址证明里没有这一种材料。
    }
reason-poa-unsuitable-do = 从列出的材料中选一份，上面要有您的全名、住址、日期和出具单位。

reason-poa-too_old-title = 住址证明的日期太早
reason-poa-too_old-saw = { $has_date ->
        [yes] 这份材料的日期是{ $date }。
       *[no] 这份材料的日期早于本次验证的要求。
    }{ $has_measure ->
        [yes] 距今 { $measured }，不超过 { $threshold } 就可以。
       *[no] {""}
    }
reason-poa-too_old-do = 换一份较新的材料，例如最近一期的账单或银行对账单。

reason-poa-same_as_id-title = 需要另一份不同的材料
reason-poa-same_as_id-saw = 这份证件已经用来证明身份，不能再用作住址证明。
reason-poa-same_as_id-do = 从列出的材料中另选一份，例如账单或银行对账单。

## screening.* 与 integrity.*：与 H 类用同样的话，不透露任何线索。这里不要另写。

reason-screening-possible_match-title = { reason-class-H-title }
reason-screening-possible_match-saw = { reason-class-H-saw }
reason-screening-possible_match-do = { reason-class-H-do }

reason-integrity-suspected-title = { reason-class-H-title }
reason-integrity-suspected-saw = { reason-class-H-saw }
reason-integrity-suspected-do = { reason-class-H-do }

## policy.*

reason-policy-not_served-title = 您所在的地方暂未开通这项服务
reason-policy-not_served-saw = 您选的国家或地区不在这项服务可以覆盖的范围内。{ $has_date ->
        [yes] 您提供的资料将在{ $date }删除。
       *[no] {""}
    }
reason-policy-not_served-do = 如果是选错了地方，返回修改就好。是否最终不通过，由工作人员决定并署名，您可以申诉。

## session.*

reason-session-expired-title = 这一步的时间到了
reason-session-expired-saw = { $has_date ->
        [yes] 完成的期限是{ $date }，现在已经过了。
       *[no] 完成的期限已经过了。
    }您填写的内容都还保留着。
reason-session-expired-do = 重新打开链接或输入代码，从上次停下的地方继续。

reason-session-consent_declined-title = 您没有同意这一步
reason-session-consent_declined-saw = 是否同意由您决定，这一步没有进行。
reason-session-consent_declined-do = 选择页面上的另一种方式，或点“{ action-talk_to_person }”，由工作人员陪您完成这一步。

reason-session-attempts_used-title = 已由工作人员接手
reason-session-attempts_used-saw = 试了几次都没有通过{ $has_measure ->
        [yes] （{ $measured }，上限 { $threshold }）
       *[no] {""}
    }，不用再重复了。您提交的全部内容已经转给工作人员。
reason-session-attempts_used-do = 您现在不用做什么。如果还缺什么，工作人员会写信告诉您。

reason-session-call-title = 我们希望与您通电话
reason-session-call-saw = 查看您案件的工作人员有个问题，电话里说得更快。
reason-session-call-do = 告诉我们何时可以来电。不方便接电话也请说明，我们改为书面沟通。这不算一次尝试。

## system.*

reason-system-delayed-title = 检查比平时慢，我们正在处理
reason-system-delayed-saw = 我们的系统有一部分变慢或停了。您提交的内容已经存好，不会丢失，也不占用提交次数。
reason-system-delayed-do = 您不用做什么，可以关掉本页。系统会自动继续，有结果马上告诉您。

reason-system-upload_interrupted-title = 上传中断，会自动继续
reason-system-upload_interrupted-saw = 文件传到一半，连接断了。已经传到的部分都在，不会丢失，也不占用提交次数。
reason-system-upload_interrupted-do = 保持本页打开，会从断开的地方接着传。如果一分钟没有动静，重新选择这个文件。
